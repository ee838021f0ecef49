package org.rank1.ops.optimizer;

/**
 * Options of {@code riemannian-sgd}.
 *
 * @param learningRate η, positive
 * @param weightDecay λ, at least 0; added to the gradient as {@code λW} for a rank-one filter W,
 *     and as {@code λw} for any other parameter
 */
public record RiemannianSgdOptions(double learningRate, double weightDecay) {
  /** η 0.1, no weight decay. */
  public RiemannianSgdOptions() {
    this(0.1, 0);
  }

  /** Checks the ranges given above. */
  public RiemannianSgdOptions {
    OptionRanges.positive("learningRate", learningRate);
    OptionRanges.notNegative("weightDecay", weightDecay);
  }
}
