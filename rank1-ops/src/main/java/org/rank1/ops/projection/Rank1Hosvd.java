package org.rank1.ops.projection;

/**
 * The truncated higher-order singular value decomposition (De Lathauwer, De Moor, Vandewalle 2000):
 * the leading singular vector of each unfolding, independently of each other. The factor across
 * channels is then the best one for these vectors.
 */
public final class Rank1Hosvd implements SpatialSearch {
  /** The search has no options. */
  public Rank1Hosvd() {}

  /** Each axis is truncated for itself, and the best factor across channels follows. */
  @Override
  public double suboptimality(int axes) {
    return Math.sqrt(Math.max(1, axes));
  }

  @Override
  public double[][] vectors(GramMatrix gram) {
    double[][] vectors = new double[gram.grid().axes()][];
    for (int axis = 0; axis < vectors.length; axis++) {
      vectors[axis] = SymmetricEigen.vectors(gram.marginal(axis), gram.grid().extent(axis))[0];
    }
    return vectors;
  }
}
