package org.rank1.filter.form;

/**
 * The rank of a low-rank form.
 *
 * @param rank the number of terms; 0 means by ratio. What a kernel cannot use is not used
 * @param ratio the rank as a share of the larger of the channels and filters of a group, where
 *     {@code rank} is 0
 */
public record RankOptions(int rank, double ratio) {
  /** Half the channels. */
  public RankOptions() {
    this(0, 0.5);
  }

  /** Checks the ranges given above. */
  public RankOptions {
    if (rank < 0) {
      throw new IllegalArgumentException("illegal rank " + rank + ", must be at least 0");
    }
    if (!(ratio > 0 && ratio <= 16)) {
      throw new IllegalArgumentException("illegal ratio " + ratio + ", must be within (0, 16]");
    }
  }

  /**
   * The rank for a kernel.
   *
   * @param channels the larger of the channels and filters of a group
   * @param most the rank from which on every kernel can be expressed
   */
  int of(int channels, long most) {
    long wanted = rank > 0 ? rank : Math.max(1, Math.round(ratio * channels));
    return Math.toIntExact(Math.min(wanted, most));
  }
}
