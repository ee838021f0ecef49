package org.rank1.ops.projection;

import org.rank1.filter.ConvSpec;

/** A strategy that finds unit vectors along the spatial axes of one filter. */
sealed interface SpatialSearch permits Rank1Hosvd, Rank1Hopm, Rank1Certify {

  /**
   * Refuses what this strategy does not cover.
   *
   * @throws IllegalArgumentException with the reason
   */
  default void require(ConvSpec conv) {}

  /**
   * See {@link org.rank1.filter.KernelDecomposer#suboptimality}.
   *
   * @param axes with more than one tap
   */
  default double suboptimality(int axes) {
    return 1;
  }

  /** One unit vector per axis of the matrix; the same matrix gives the same vectors. */
  double[][] vectors(GramMatrix gram);
}
