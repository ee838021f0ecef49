package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code adamw}. */
public record AdamWOptions(
    @Described(like = SgdOptions.class) double learningRate,
    @Described(like = AdamOptions.class) double beta1,
    @Described(like = AdamOptions.class) double beta2,
    @Described(like = AdamOptions.class) double epsilon,
    @Described(
            value = "weight decay λ, which shrinks the weights directly by ηλw at each step",
            range = "[0, ∞)")
        double weightDecay) {
  /** η 1e-3, moments 0.9 and 0.999, ε 1e-8, weight decay 1e-2. */
  public AdamWOptions() {
    this(1e-3, 0.9, 0.999, 1e-8, 1e-2);
  }

  /** Checks the ranges given above. */
  public AdamWOptions {
    Legal.check(AdamWOptions.class, learningRate, beta1, beta2, epsilon, weightDecay);
  }
}
