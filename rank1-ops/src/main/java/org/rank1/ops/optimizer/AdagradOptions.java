package org.rank1.ops.optimizer;

/**
 * Options of {@code adagrad}.
 *
 * @param learningRate η, positive
 * @param epsilon ε, positive
 * @param weightDecay λ, at least 0; added to the gradient as {@code λw}
 */
public record AdagradOptions(double learningRate, double epsilon, double weightDecay) {
  /** η 1e-2, ε 1e-10, no weight decay. */
  public AdagradOptions() {
    this(1e-2, 1e-10, 0);
  }

  /** Checks the ranges given above. */
  public AdagradOptions {
    OptionRanges.positive("learningRate", learningRate);
    OptionRanges.positive("epsilon", epsilon);
    OptionRanges.notNegative("weightDecay", weightDecay);
  }
}
