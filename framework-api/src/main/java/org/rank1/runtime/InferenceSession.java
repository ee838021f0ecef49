package org.rank1.runtime;

import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;

/**
 * A loaded model. Several threads may run it at once. Closing waits for runs that have begun;
 * closing again does nothing.
 */
public interface InferenceSession extends AutoCloseable {

  /** Names of the model's outputs, in its order. */
  List<String> outputs();

  /**
   * Runs the model once.
   *
   * @param inputs every input by name
   * @return every output by name, in the model's order
   * @throws org.rank1.io.InvalidInputException if an input is missing, unknown or of an illegal
   *     shape
   * @throws IllegalStateException if the session is closed
   */
  Map<String, FloatTensor> run(Map<String, FloatTensor> inputs);

  /**
   * Prepares repeated runs on fixed inputs, with every buffer allocated beforehand, for timing.
   *
   * @throws org.rank1.io.InvalidInputException as {@link #run}
   * @throws IllegalStateException as {@link #run}
   */
  TimedRun prepare(Map<String, FloatTensor> inputs);

  @Override
  void close();

  /** A prepared run. It lasts no longer than its session. */
  interface TimedRun extends AutoCloseable {
    /**
     * Runs once and returns the elapsed nanoseconds.
     *
     * @throws IllegalStateException if it or its session is closed
     */
    long runNanos();

    @Override
    void close();
  }
}
