package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code sgd}. */
public record SgdOptions(
    @Described(
            value = "learning rate η at the start, which the schedule scales step by step",
            range = "(0, ∞)")
        double learningRate,
    @Described(value = "weight decay λ, added to the gradient as λw", range = "[0, ∞)")
        double weightDecay) {
  /** η 0.1, no weight decay. */
  public SgdOptions() {
    this(0.1, 0);
  }

  /** Checks the ranges given above. */
  public SgdOptions {
    Legal.check(SgdOptions.class, learningRate, weightDecay);
  }
}
