package org.rank1.ops.projection;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code rank1-certify}. */
public record CertifyOptions(
    @Described(
            value =
                "how far below the optimum the captured share ‖Â‖²/‖A‖² of a filter may be where it counts as certified",
            range = "[1e-6, 1]")
        double gap,
    @Described(
            value = "the most cells of the half sphere to look at per filter",
            range = "[4, 10000000]")
        int cells) {
  /** A gap of 1e-5, and more cells than Gaussian filters need. */
  public CertifyOptions() {
    this(1e-5, 200_000);
  }

  /** Checks the ranges given above. */
  public CertifyOptions {
    Legal.check(CertifyOptions.class, gap, cells);
  }
}
