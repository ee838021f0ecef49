package org.rank1.ops.optimizer;

/**
 * Options of {@code rmsprop}.
 *
 * @param learningRate η, positive
 * @param rho ρ, decay of the mean of squares, in [0, 1)
 * @param epsilon ε, positive
 * @param weightDecay λ, at least 0; added to the gradient as {@code λw}
 */
public record RmsPropOptions(double learningRate, double rho, double epsilon, double weightDecay) {
  /** η 1e-3, ρ 0.9, ε 1e-8, no weight decay. */
  public RmsPropOptions() {
    this(1e-3, 0.9, 1e-8, 0);
  }

  /** Checks the ranges given above. */
  public RmsPropOptions {
    OptionRanges.positive("learningRate", learningRate);
    OptionRanges.belowOne("rho", rho);
    OptionRanges.positive("epsilon", epsilon);
    OptionRanges.notNegative("weightDecay", weightDecay);
  }
}
