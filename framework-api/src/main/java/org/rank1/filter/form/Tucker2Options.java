package org.rank1.filter.form;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The ranks of {@code tucker2}; more than the channels or filters of a group are not used. */
public record Tucker2Options(
    @Described(
            value =
                "channels between the first pointwise convolution and the core; more than there are in a group are not used",
            unit = "channels",
            range = "[0, ∞)",
            legal = "0 for ratio")
        int inRank,
    @Described(
            value =
                "channels between the core and the last pointwise convolution; more than there are filters in a group are not used",
            unit = "channels",
            range = "[0, ∞)",
            legal = "0 for ratio")
        int outRank,
    @Described(
            value = "rank as a share of the channels or filters of a group, where a rank is 0",
            range = "(0, 1]")
        double ratio) {
  /** Half the channels on both sides. */
  public Tucker2Options() {
    this(0, 0, 0.5);
  }

  /** Checks the ranges given above. */
  public Tucker2Options {
    Legal.check(Tucker2Options.class, inRank, outRank, ratio);
  }
}
