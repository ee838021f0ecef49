package org.rank1.ops.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Alternating optimization of the best rank-1 filter: for fixed vectors along the other axes, the
 * best one along an axis is a leading eigenvector, so f never decreases. (The higher-order power
 * method of De Lathauwer, De Moor, Vandewalle 2000 takes one power step instead.) It starts from
 * the HOSVD, so it is never worse, and from further fixed points on the spheres, because f has
 * several local maxima. All starts are scouted by a few sweeps, the best of them climb until they
 * hardly rise, and the best of those goes on to the top.
 */
public final class Rank1Hopm implements SpatialSearch {
  /** Sweeps after which the starts are compared. */
  private static final int SCOUTING_SWEEPS = 3;

  /** Starts that go on after the comparison. */
  private static final int FINALISTS = 3;

  /** Gain of a sweep, relative to f, below which a finalist's hill is known well enough. */
  private static final double FLAT = 1e-5;

  /** Gain of a sweep, relative to f, at the top. */
  private static final double CONVERGED = 1e-13;

  private final HopmOptions options;
  private final Rank1Hosvd hosvd = new Rank1Hosvd();

  /** Takes its options. */
  public Rank1Hopm(HopmOptions options) {
    this.options = options;
  }

  /** A point on the spheres, and f there. */
  private static final class Candidate {
    private final double[][] vectors;
    private final double value;

    Candidate(double[][] vectors, double value) {
      this.vectors = vectors;
      this.value = value;
    }

    double value() {
      return value;
    }
  }

  @Override
  public double[][] vectors(GramMatrix gram) {
    double[][] first = hosvd.vectors(gram);
    if (gram.grid().axes() <= 1) {
      return first; // a matrix: the leading singular vector is the answer
    }
    Alternation alternation = SmallGrid.covers(gram.grid()) ? new SmallGrid(gram) : gram;
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(climbed(alternation, first, SCOUTING_SWEEPS, CONVERGED));
    SplittableRandom points = new SplittableRandom(0x52616E6B31L); // the same points every time
    for (int start = 0; start < options.starts(); start++) {
      candidates.add(
          climbed(alternation, randomPoint(gram.grid(), points), SCOUTING_SWEEPS, CONVERGED));
    }
    // The sort is stable: of equal candidates the earlier one, the HOSVD's first, stays in front.
    candidates.sort(Comparator.comparingDouble(Candidate::value).reversed());
    Candidate best = climbed(alternation, candidates.get(0).vectors, options.sweeps(), FLAT);
    for (int i = 1; i < Math.min(FINALISTS, candidates.size()); i++) {
      Candidate rival = climbed(alternation, candidates.get(i).vectors, options.sweeps(), FLAT);
      best = rival.value > best.value ? rival : best;
    }
    return climbed(alternation, best.vectors, options.sweeps(), CONVERGED).vectors;
  }

  static double[][] randomPoint(TapGrid grid, SplittableRandom points) {
    double[][] vectors = new double[grid.axes()][];
    for (int axis = 0; axis < vectors.length; axis++) {
      double[] vector = new double[grid.extent(axis)];
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

  private static Candidate climbed(
      Alternation alternation, double[][] vectors, int sweeps, double flat) {
    double value = alternation.value(vectors);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double next = alternation.sweep(vectors);
      boolean converged = next - value <= flat * next;
      value = next;
      if (converged) {
        break;
      }
    }
    return new Candidate(vectors, value);
  }
}
