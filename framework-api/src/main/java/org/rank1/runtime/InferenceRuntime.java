package org.rank1.runtime;

/** Runs ONNX models: the socket {@code InferenceRuntime}. */
public interface InferenceRuntime {

  /** The runtime and its version, for people and certificates. */
  String description();

  /** The threads that compute one run, at least 1: a latency without them says nothing. */
  int threads();

  /**
   * Loads a model.
   *
   * @param model what our own check has passed
   * @throws org.rank1.io.InvalidInputException if the runtime refuses it
   */
  InferenceSession open(OnnxModel model);
}
