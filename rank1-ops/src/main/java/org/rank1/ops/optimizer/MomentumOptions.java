package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code momentum}. */
public record MomentumOptions(
    @Described(like = SgdOptions.class) double learningRate,
    @Described(value = "share μ of the last step that the next one keeps", range = "[0, 1)")
        double momentum,
    @Described(like = SgdOptions.class) double weightDecay) {
  /** η 0.05, μ 0.9, no weight decay. */
  public MomentumOptions() {
    this(0.05, 0.9, 0);
  }

  /** Checks the ranges given above. */
  public MomentumOptions {
    Legal.check(MomentumOptions.class, learningRate, momentum, weightDecay);
  }
}
