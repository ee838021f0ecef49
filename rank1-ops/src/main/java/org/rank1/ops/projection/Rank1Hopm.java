package org.rank1.ops.projection;

import java.util.SplittableRandom;

/**
 * Alternating optimization of the best rank-1 filter: for fixed vectors along the other axes, the
 * best one along an axis is a leading eigenvector, so f never decreases. (The higher-order power
 * method of De Lathauwer, De Moor, Vandewalle 2000 takes one power step instead.) It starts from
 * the HOSVD, so it is never worse, and from further fixed points on the spheres, because f has
 * several local maxima.
 */
public final class Rank1Hopm implements SpatialSearch {
  /** Sweeps after which a start is compared with the others. */
  private static final int SCOUTING_SWEEPS = 8;

  private static final double CONVERGED = 1e-13;

  private final HopmOptions options;
  private final Rank1Hosvd hosvd = new Rank1Hosvd();

  /** With the given options. */
  public Rank1Hopm(HopmOptions options) {
    this.options = options;
  }

  @Override
  public double[][] vectors(GramMatrix gram) {
    double[][] best = hosvd.vectors(gram);
    if (gram.axes() <= 1) {
      return best; // a matrix: the leading singular vector is the answer
    }
    double bestValue = climb(gram, best, SCOUTING_SWEEPS);
    SplittableRandom points = new SplittableRandom(0x52616E6B31L); // the same points every time
    for (int start = 0; start < options.starts(); start++) {
      double[][] candidate = randomPoint(gram, points);
      double value = climb(gram, candidate, SCOUTING_SWEEPS);
      if (value > bestValue) {
        best = candidate;
        bestValue = value;
      }
    }
    climb(gram, best, options.sweeps());
    return best;
  }

  private static double[][] randomPoint(GramMatrix gram, SplittableRandom points) {
    double[][] vectors = new double[gram.axes()][];
    for (int axis = 0; axis < vectors.length; axis++) {
      double[] vector = new double[gram.extent(axis)];
      double squares = 0;
      for (int i = 0; i < vector.length; i++) {
        vector[i] = points.nextGaussian();
        squares += vector[i] * vector[i];
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] /= Math.sqrt(squares);
      }
      vectors[axis] = vector;
    }
    return vectors;
  }

  private static double climb(GramMatrix gram, double[][] vectors, int sweeps) {
    double value = gram.value(vectors);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      for (int axis = 0; axis < vectors.length; axis++) {
        vectors[axis] =
            SymmetricEigen.vectors(gram.contracted(axis, vectors), gram.extent(axis))[0];
      }
      double next = gram.value(vectors);
      if (next - value <= CONVERGED * next) {
        return next;
      }
      value = next;
    }
    return value;
  }
}
