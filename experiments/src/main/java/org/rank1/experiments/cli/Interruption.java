package org.rank1.experiments.cli;

import java.util.concurrent.CountDownLatch;
import org.rank1.experiments.train.Cancellation;

/**
 * Lets Ctrl-C and SIGTERM end training in good order. Java starts to shut down at the signal and
 * ends with 130 or 143 when all hooks have returned; this one wishes training to stop and returns
 * when the command has, and the thread that ran it has said what to do next.
 */
final class Interruption implements AutoCloseable {
  private static final long SAYING_SO_MILLIS = 10_000;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread owner = Thread.currentThread();
  private final Thread hook =
      new Thread(
          () -> {
            cancellation.request();
            awaitEnd();
          },
          "rank1-interruption");

  private Interruption() {}

  /** From now on. */
  static Interruption begin() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether Java is shutting down, after a signal: then it would wait for whoever exits. */
  static boolean isEnding() {
    try {
      Thread probe = new Thread(() -> {}, "rank1-probe");
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** What is requested at a signal. */
  Cancellation cancellation() {
    return cancellation;
  }

  private void awaitEnd() {
    try {
      ended.await();
      owner.join(SAYING_SO_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets a shutdown that has begun go on. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown has begun.
    }
  }
}
