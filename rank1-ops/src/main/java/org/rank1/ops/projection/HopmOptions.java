package org.rank1.ops.projection;

/**
 * Options of {@code rank1-hopm}.
 *
 * @param starts start points besides the HOSVD, at least 0
 * @param sweeps alternations over all axes from the best start, at least 1
 */
public record HopmOptions(int starts, int sweeps) {
  /** 12 starts, at most 60 sweeps. */
  public HopmOptions() {
    this(12, 60);
  }

  /** Checks the ranges given above. */
  public HopmOptions {
    if (starts < 0 || starts > 10_000) {
      throw new IllegalArgumentException(
          "illegal starts " + starts + ", must be between 0 and 10000");
    }
    if (sweeps < 1 || sweeps > 100_000) {
      throw new IllegalArgumentException(
          "illegal sweeps " + sweeps + ", must be between 1 and 100000");
    }
  }
}
