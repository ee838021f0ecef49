package org.rank1.filter.form;

/**
 * The ranks of {@code tucker2}; more than the channels or filters of a group are not used.
 *
 * @param inRank channels between the first pointwise convolution and the core; 0 means by ratio
 * @param outRank channels between the core and the last pointwise convolution; 0 means by ratio
 * @param ratio the rank as a share of the channels or filters of a group, where a rank is 0
 */
public record Tucker2Options(int inRank, int outRank, double ratio) {
  /** Half the channels on both sides. */
  public Tucker2Options() {
    this(0, 0, 0.5);
  }

  /** Checks the ranges given above. */
  public Tucker2Options {
    if (inRank < 0) {
      throw new IllegalArgumentException("illegal inRank " + inRank + ", must be at least 0");
    }
    if (outRank < 0) {
      throw new IllegalArgumentException("illegal outRank " + outRank + ", must be at least 0");
    }
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException("illegal ratio " + ratio + ", must be within (0, 1]");
    }
  }
}
