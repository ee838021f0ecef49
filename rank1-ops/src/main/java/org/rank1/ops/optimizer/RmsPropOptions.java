package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code rmsprop}. */
public record RmsPropOptions(
    @Described(like = SgdOptions.class) double learningRate,
    @Described(
            value = "decay ρ of the running mean of squared gradients, per step",
            range = "[0, 1)")
        double rho,
    @Described(value = "ε, added to the root of the mean square", range = "(0, ∞)") double epsilon,
    @Described(like = SgdOptions.class) double weightDecay) {
  /** η 1e-3, ρ 0.9, ε 1e-8, no weight decay. */
  public RmsPropOptions() {
    this(1e-3, 0.9, 1e-8, 0);
  }

  /** Checks the ranges given above. */
  public RmsPropOptions {
    Legal.check(RmsPropOptions.class, learningRate, rho, epsilon, weightDecay);
  }
}
