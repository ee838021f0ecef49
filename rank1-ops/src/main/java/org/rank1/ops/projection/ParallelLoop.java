package org.rank1.ops.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * A loop over independent indices by a bounded number of threads. Each index is taken once, by
 * whichever thread is free: a body that writes only what belongs to its index gives the same result
 * for any number of threads.
 */
final class ParallelLoop {
  /** Indices that a thread takes at a time; fewer are not worth starting a thread for. */
  private static final int CHUNK = 16;

  private ParallelLoop() {}

  /**
   * Runs the body for each index from 0.
   *
   * @param threads the most threads, the calling one included
   * @throws RuntimeException what a body throws; the remaining indices are then left out
   */
  static void run(int threads, int count, IntConsumer body) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Runnable worker =
        () -> {
          try {
            int start = next.getAndAdd(CHUNK);
            while (start < count && failure.get() == null) {
              for (int i = start; i < Math.min(start + CHUNK, count); i++) {
                body.accept(i);
              }
              start = next.getAndAdd(CHUNK);
            }
          } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
          }
        };
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, (count + CHUNK - 1) / CHUNK); i++) {
      Thread helper = new Thread(worker, "rank1-loop-" + i);
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
    }
    worker.run();
    helpers.forEach(ParallelLoop::join);
    RuntimeException thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the loop is short: finish it, then say so
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
