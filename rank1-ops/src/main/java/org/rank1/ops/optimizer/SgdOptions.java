package org.rank1.ops.optimizer;

/**
 * Options of {@code sgd}.
 *
 * @param learningRate η, positive
 * @param weightDecay λ, at least 0; added to the gradient as {@code λw}
 */
public record SgdOptions(double learningRate, double weightDecay) {
  /** η 0.1, no weight decay. */
  public SgdOptions() {
    this(0.1, 0);
  }

  /** Checks the ranges given above. */
  public SgdOptions {
    OptionRanges.positive("learningRate", learningRate);
    OptionRanges.notNegative("weightDecay", weightDecay);
  }
}
