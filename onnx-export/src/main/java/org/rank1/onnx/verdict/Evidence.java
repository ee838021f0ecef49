package org.rank1.onnx.verdict;

/** What an equivalence verdict rests on. */
public enum Evidence {
  /** Every convolution and matrix product lies in a layer whose bound is conclusive. */
  PROOF_AND_MEASUREMENT,
  /** Some do; the rest is covered by the measurement of the whole network only. */
  PARTIAL_PROOF_AND_MEASUREMENT,
  /** The models share no inner values, or all bounds are too wide: nothing is proved by layers. */
  MEASUREMENT_ONLY
}
