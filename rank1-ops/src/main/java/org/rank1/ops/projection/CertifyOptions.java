package org.rank1.ops.projection;

/**
 * Options of {@code rank1-certify}.
 *
 * @param gap how far below the optimum the captured share {@code ‖Â‖²/‖A‖²} of a filter may be
 *     where it counts as certified, within [1e-6, 1]
 * @param cells the most cells of the half sphere to look at per filter, at least 4
 */
public record CertifyOptions(double gap, int cells) {
  /** A gap of 1e-5, and more cells than Gaussian filters need. */
  public CertifyOptions() {
    this(1e-5, 200_000);
  }

  /** Checks the ranges given above. */
  public CertifyOptions {
    if (!(gap >= 1e-6 && gap <= 1)) {
      throw new IllegalArgumentException("illegal gap " + gap + ", must be within [1e-6, 1]");
    }
    if (cells < 4 || cells > 10_000_000) {
      throw new IllegalArgumentException(
          "illegal cells " + cells + ", must be between 4 and 10000000");
    }
  }
}
