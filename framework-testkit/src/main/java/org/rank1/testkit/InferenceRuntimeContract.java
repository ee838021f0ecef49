package org.rank1.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/** What every {@link InferenceRuntime} must hold. Needs no engine for training. */
public class InferenceRuntimeContract extends PartContract {

  /** Threads that run a session while it is closed. */
  private static final int RUNNERS = 4;

  /** Subclasses run it over the parts at hand. */
  protected InferenceRuntimeContract() {}

  /** One test per runtime and example. */
  @TestFactory
  final Stream<DynamicTest> inferenceRuntimes() {
    return tests(InferenceRuntime.class, (parts, example) -> check(example.part()));
  }

  /**
   * A model that computes {@code y = max(x, 0)} gives just that, timed runs take time, and whatever
   * is wrong — the model, the name, number or shape of inputs — is refused with a sentence. Closing
   * a session waits for those who run it; it can be closed again, and not be run afterwards.
   *
   * @throws AssertionError saying what does not hold
   */
  public static void check(InferenceRuntime runtime) {
    require(!runtime.description().isBlank(), "the description is empty");
    require(runtime.threads() >= 1, "it runs on no thread");
    FloatTensor x = FloatTensor.of(List.of(1, 3), new float[] {-1, 0, 2});
    try (InferenceSession session = runtime.open(InferenceRuntimeContract::relu)) {
      require(session.outputs().equals(List.of("y")), "outputs are " + session.outputs());
      FloatTensor expected = FloatTensor.of(List.of(1, 3), new float[] {0, 0, 2});
      Map<String, FloatTensor> returned = session.run(Map.of("x", x));
      require(returned.size() == 1 && same(returned.get("y"), expected), "max(x, 0) is wrong");
      try (InferenceSession.TimedRun run = session.prepare(Map.of("x", x))) {
        require(run.runNanos() > 0, "a timed run takes no time");
      }
      refuses("a missing input", () -> session.run(Map.of()));
      refuses("an unknown input", () -> session.run(Map.of("x", x, "z", x)));
      refuses("a wrong shape", () -> session.run(Map.of("x", FloatTensor.zeros(1, 4))));
      refuses("a wrong shape to time", () -> session.prepare(Map.of("x", FloatTensor.zeros(3))));
    }
    checkClosing(runtime.open(InferenceRuntimeContract::relu), Map.of("x", x));
    refuses("what is no model", () -> runtime.open(() -> new byte[] {1, 2, 3}));
  }

  /** The same numbers; a zero has no sign here. */
  private static boolean same(@Nullable FloatTensor actual, FloatTensor expected) {
    if (actual == null) {
      return false;
    }
    boolean same = actual.shape().equals(expected.shape());
    for (int i = 0; same && i < expected.size(); i++) {
      same = actual.data()[i] == expected.data()[i];
    }
    return same;
  }

  /** Native code would work on freed memory, and take the process with it, if this did not hold. */
  private static void checkClosing(InferenceSession session, Map<String, FloatTensor> inputs) {
    InferenceSession.TimedRun timed = session.prepare(inputs);
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    CountDownLatch running = new CountDownLatch(RUNNERS);
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < RUNNERS; i++) {
      Runnable run = i % 2 == 0 ? () -> session.run(inputs) : timed::runNanos;
      Thread thread = new Thread(() -> runUntilClosed(run, running, over, failures));
      threads.add(thread);
      thread.start();
    }
    try {
      running.await();
      session.close();
      over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Runtime: interrupted while it was tested", e);
    }
    require(failures.isEmpty(), "closing while it runs gives " + failures);
    session.close();
    closed("a closed session", () -> session.run(inputs));
    closed("a closed session to time", () -> session.prepare(inputs));
    closed("a timed run of a closed session", timed::runNanos);
    timed.close();
    timed.close();
    closed("a closed timed run", timed::runNanos);
  }

  private static void runUntilClosed(
      Runnable run, CountDownLatch running, AtomicBoolean over, List<Throwable> failures) {
    try {
      run.run();
      running.countDown();
      while (!over.get()) {
        run.run();
      }
    } catch (IllegalStateException closed) {
      return;
    } catch (RuntimeException | Error e) {
      failures.add(e);
    } finally {
      running.countDown();
    }
  }

  private static void closed(String what, Runnable action) {
    try {
      action.run();
    } catch (IllegalStateException closed) {
      return;
    }
    throw new AssertionError("Runtime: " + what + " runs");
  }

  private static void refuses(String what, Runnable action) {
    try {
      action.run();
    } catch (InvalidInputException refused) {
      return;
    }
    throw new AssertionError("Runtime: " + what + " is not refused");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError("Runtime: " + otherwise);
    }
  }

  /** The ONNX model {@code y = Relu(x)} on {@code [1, 3]}, field by field as protobuf has it. */
  private static byte[] relu() {
    byte[] node = join(field(1, text("x")), field(2, text("y")), field(4, text("Relu")));
    byte[] graph =
        join(field(1, node), field(2, text("g")), field(11, value("x")), field(12, value("y")));
    byte[] operatorSet = join(field(1, text("")), number(2, 17));
    return join(number(1, 8), field(7, graph), field(8, operatorSet));
  }

  private static byte[] value(String name) {
    byte[] shape = join(field(1, number(1, 1)), field(1, number(1, 3)));
    byte[] tensor = join(number(1, 1), field(2, shape));
    return join(field(1, text(name)), field(2, field(1, tensor)));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(int tag, int value) {
    return new byte[] {(byte) (tag << 3), (byte) value};
  }

  private static byte[] field(int tag, byte[] content) {
    return join(new byte[] {(byte) (tag << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
