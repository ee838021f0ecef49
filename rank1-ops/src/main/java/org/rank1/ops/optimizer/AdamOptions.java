package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code adam}. */
public record AdamOptions(
    @Described(like = SgdOptions.class) double learningRate,
    @Described(value = "decay β1 of the running mean of gradients, per step", range = "[0, 1)")
        double beta1,
    @Described(
            value = "decay β2 of the running mean of squared gradients, per step",
            range = "[0, 1)")
        double beta2,
    @Described(value = "ε, added to the root of the mean square", range = "(0, ∞)") double epsilon,
    @Described(like = SgdOptions.class) double weightDecay) {
  /** η 1e-3, moments 0.9 and 0.999, ε 1e-8, no weight decay. */
  public AdamOptions() {
    this(1e-3, 0.9, 0.999, 1e-8, 0);
  }

  /** Checks the ranges given above. */
  public AdamOptions {
    Legal.check(AdamOptions.class, learningRate, beta1, beta2, epsilon, weightDecay);
  }
}
