package org.rank1.ops.projection;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code rank1-shared-als}. */
public record SharedOptions(
    @Described(value = "random banks besides the one from the HOSVD", range = "[0, 10000]")
        int starts,
    @Described(
            value = "the most alternations over all banks from each start",
            range = "[1, 100000]")
        int sweeps) {
  /** 4 starts, at most 100 sweeps. */
  public SharedOptions() {
    this(4, 100);
  }

  /** Checks the ranges given above. */
  public SharedOptions {
    Legal.check(SharedOptions.class, starts, sweeps);
  }
}
