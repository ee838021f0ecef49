package org.rank1.onnx.verdict;

/** What an equivalence verdict rests on. */
public enum Evidence {
  /** Every convolution and matrix product lies in a layer proved by its weights for every input. */
  PROOF_AND_MEASUREMENT,
  /** Some do; the rest was tried on inputs and covered by the measurement of the whole network. */
  PARTIAL_PROOF_AND_MEASUREMENT,
  /** None does: the models share no inner values, or no layer reduces to one convolution. */
  MEASUREMENT_ONLY
}
