package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code adagrad}. */
public record AdagradOptions(
    @Described(like = SgdOptions.class) double learningRate,
    @Described(value = "ε, added to the root of the summed squares of gradients", range = "(0, ∞)")
        double epsilon,
    @Described(like = SgdOptions.class) double weightDecay) {
  /** η 1e-2, ε 1e-10, no weight decay. */
  public AdagradOptions() {
    this(1e-2, 1e-10, 0);
  }

  /** Checks the ranges given above. */
  public AdagradOptions {
    Legal.check(AdagradOptions.class, learningRate, epsilon, weightDecay);
  }
}
