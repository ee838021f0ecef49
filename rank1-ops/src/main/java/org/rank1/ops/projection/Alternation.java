package org.rank1.ops.projection;

/** The objective f of {@link GramMatrix} and the step that climbs it. */
interface Alternation {

  /** f at unit vectors. */
  double value(double[][] vectors);

  /**
   * Replaces the vectors, axis by axis, by the best one for the others; f does not decrease.
   *
   * @param vectors unit vectors, overwritten
   * @return f at the new vectors
   */
  double sweep(double[][] vectors);
}
