package org.rank1.ops.optimizer;

/**
 * Options of {@code adam}.
 *
 * @param learningRate η, positive
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε, positive
 * @param weightDecay λ, at least 0; added to the gradient as {@code λw}
 */
public record AdamOptions(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
  /** η 1e-3, moments 0.9 and 0.999, ε 1e-8, no weight decay. */
  public AdamOptions() {
    this(1e-3, 0.9, 0.999, 1e-8, 0);
  }

  /** Checks the ranges given above. */
  public AdamOptions {
    OptionRanges.positive("learningRate", learningRate);
    OptionRanges.belowOne("beta1", beta1);
    OptionRanges.belowOne("beta2", beta2);
    OptionRanges.positive("epsilon", epsilon);
    OptionRanges.notNegative("weightDecay", weightDecay);
  }
}
