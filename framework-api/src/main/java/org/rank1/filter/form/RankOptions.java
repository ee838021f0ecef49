package org.rank1.filter.form;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The rank of a low-rank form. */
public record RankOptions(
    @Described(
            value = "number of terms R; what a kernel cannot use is not used",
            range = "[0, ∞)",
            legal = "0 for ratio")
        int rank,
    @Described(
            value =
                "rank as a share of the larger of the channels and filters of a group, where rank is 0",
            range = "(0, 16]")
        double ratio) {
  /** Half the channels. */
  public RankOptions() {
    this(0, 0.5);
  }

  /** Checks the ranges given above. */
  public RankOptions {
    Legal.check(RankOptions.class, rank, ratio);
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
