package org.rank1.ops.optimizer;

/**
 * Options of {@code momentum}.
 *
 * @param learningRate η, positive
 * @param momentum μ, in [0, 1)
 * @param weightDecay λ, at least 0; added to the gradient as {@code λw}
 */
public record MomentumOptions(double learningRate, double momentum, double weightDecay) {
  /** η 0.05, μ 0.9, no weight decay. */
  public MomentumOptions() {
    this(0.05, 0.9, 0);
  }

  /** Checks the ranges given above. */
  public MomentumOptions {
    OptionRanges.positive("learningRate", learningRate);
    OptionRanges.belowOne("momentum", momentum);
    OptionRanges.notNegative("weightDecay", weightDecay);
  }
}
