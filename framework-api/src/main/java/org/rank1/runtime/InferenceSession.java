package org.rank1.runtime;

import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;

/** A loaded model. */
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
   */
  Map<String, FloatTensor> run(Map<String, FloatTensor> inputs);

  /**
   * Prepares repeated runs on fixed inputs, with every buffer allocated beforehand, for timing.
   *
   * @throws org.rank1.io.InvalidInputException as {@link #run}
   */
  TimedRun prepare(Map<String, FloatTensor> inputs);

  @Override
  void close();

  /** A prepared run. */
  interface TimedRun extends AutoCloseable {
    /** Runs once and returns the elapsed nanoseconds. */
    long runNanos();

    @Override
    void close();
  }
}
