package org.rank1.ops.projection;

/** A strategy that finds unit vectors along the spatial axes of one filter. */
public sealed interface SpatialSearch permits Rank1Hosvd, Rank1Hopm {

  /** One unit vector per axis of the matrix; the same matrix gives the same vectors. */
  double[][] vectors(GramMatrix gram);
}
