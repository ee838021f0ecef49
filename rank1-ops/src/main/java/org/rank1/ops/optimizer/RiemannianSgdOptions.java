package org.rank1.ops.optimizer;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code riemannian-sgd}. */
public record RiemannianSgdOptions(
    @Described(like = SgdOptions.class) double learningRate,
    @Described(
            value =
                "weight decay λ, added to the gradient as λW for a rank-one filter W and as λw for any other parameter",
            range = "[0, ∞)")
        double weightDecay) {
  /** η 0.1, no weight decay. */
  public RiemannianSgdOptions() {
    this(0.1, 0);
  }

  /** Checks the ranges given above. */
  public RiemannianSgdOptions {
    Legal.check(RiemannianSgdOptions.class, learningRate, weightDecay);
  }
}
