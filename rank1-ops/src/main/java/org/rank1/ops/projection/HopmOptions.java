package org.rank1.ops.projection;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code rank1-hopm}. */
public record HopmOptions(
    @Described(value = "start points besides the HOSVD", range = "[0, 10000]") int starts,
    @Described(value = "alternations over all axes from the best start", range = "[1, 100000]")
        int sweeps) {
  /** 12 starts, at most 60 sweeps. */
  public HopmOptions() {
    this(12, 60);
  }

  /** Checks the ranges given above. */
  public HopmOptions {
    Legal.check(HopmOptions.class, starts, sweeps);
  }
}
