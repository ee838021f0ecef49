package org.rank1.ops.decomposition;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the decomposer {@code tucker2-hooi}. */
record HooiStrategy(
    @Described(
            value = "the most sweeps over both factors",
            range = "[0, 100000]",
            legal = "0 for the truncated HOSVD")
        int sweeps) {
  /** At most 20 sweeps. */
  public HooiStrategy() {
    this(20);
  }

  /** Checks the range given above. */
  public HooiStrategy {
    Legal.check(HooiStrategy.class, sweeps);
  }
}
