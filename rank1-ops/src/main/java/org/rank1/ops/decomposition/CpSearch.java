package org.rank1.ops.decomposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The best Kruskal tensor found for a tensor of any order, with bounded terms.
 *
 * <p>A sum of rank-one terms may approach a tensor ever better while its terms grow without bound
 * and cancel each other (De Silva and Lim 2008), which no arithmetic survives. Here no term is
 * longer than a multiple of what all add up to: regularization is raised until that holds. Vectors
 * and matrices, and ranks at which every tensor can be expressed, are exact. So are tensors of a
 * rank that {@link CpAlgebraicStart} covers. In general, to find a tensor's own terms is NP-hard
 * (Håstad 1990), and the search may end above the minimum.
 *
 * @param starts random starts besides that from the HOSVD; large tensors take one at most
 * @param sweeps the most sweeps, or steps on all factors at once, after the first few
 * @param bound the longest a term may be, in norms of the sum
 */
record CpSearch(int starts, int sweeps, double bound) {
  private static final int SCOUTING_SWEEPS = 8;

  /** Unknowns up to which steps on all factors at once are affordable. */
  private static final int SMALL = 240;

  /** Unknowns up to which such steps are worth their time where a tensor may be of the rank. */
  private static final int MEDIUM = 600;

  /** Squared distance, relative to the squared norm, below which a tensor may be of the rank. */
  private static final double NEARLY_EXACT = 1e-2;

  /** Eigenvalues of a mode's Gram matrix, relative to the largest, that are rounding. */
  private static final double NEGLIGIBLE = 1e-13;

  /** Squared distance, relative to the squared norm, that is as good as none. */
  private static final double EXACT = 1e-18;

  /** A term's squared norm, relative to the squared distance, that is as good as zero. */
  private static final double IDLE = 1e-8;

  /**
   * The regularization of a first sweep, for tensors of norm 1. It absorbs terms shorter than about
   * its power 2/3, so more would cost terms where they are many: with 1e-2, 25 of 32 on a layer of
   * 64 channels.
   */
  private static final double SCOUTING = 1e-4;

  /** The smallest regularization, for tensors of norm 1. */
  private static final double LEAST = 1e-14;

  /**
   * Approximates a tensor.
   *
   * @param values row-major; not changed
   * @return {@code [extent, R]} per mode; the columns of a term have equal norms
   */
  double[][] factors(double[] values, int[] extents, int rank) {
    int[] kept = Arrays.stream(extents).filter(extent -> extent > 1).toArray();
    double norm = Math.sqrt(Matrices.squares(values));
    if (norm == 0) {
      return Arrays.stream(extents).mapToObj(e -> new double[e * rank]).toArray(double[][]::new);
    }
    if (kept.length == 0) {
      return ones(extents, rank, values[0]);
    }
    double[] unit = Arrays.stream(values).map(value -> value / norm).toArray();
    CpModel best = kept.length < 2 ? vector(unit, rank) : reduced(unit, kept, rank);
    return withOnes(best.times(norm), extents, rank);
  }

  private static CpModel vector(double[] values, int rank) {
    double[] factor = new double[values.length * rank];
    for (int i = 0; i < values.length; i++) {
      factor[i * rank] = values[i];
    }
    return new CpModel(rank, new double[][] {factor});
  }

  private static double[][] ones(int[] extents, int rank, double value) {
    double[][] factors = new double[extents.length][rank];
    for (double[] factor : factors) {
      factor[0] = 1;
    }
    factors[0][0] = value;
    return balanced(factors, rank);
  }

  /** Puts modes of one element back. */
  private static double[][] withOnes(CpModel found, int[] extents, int rank) {
    double[][] factors = new double[extents.length][];
    int next = 0;
    for (int mode = 0; mode < extents.length; mode++) {
      if (extents[mode] > 1) {
        factors[mode] = found.factor(next++);
      } else {
        factors[mode] = new double[rank];
        Arrays.fill(factors[mode], 1);
      }
    }
    return balanced(factors, rank);
  }

  private static double[][] balanced(double[][] factors, int rank) {
    CpModel model = new CpModel(rank, factors);
    model.balanceInPlace();
    return factors;
  }

  /**
   * Searches in the coordinates of the spaces that the tensor's fibers span, mode by mode: an exact
   * reduction, so the cost does not grow with what a mode has beyond that.
   */
  private CpModel reduced(double[] values, int[] extents, int rank) {
    CpTensor tensor = new CpTensor(values, extents);
    double[] core = values;
    int[] small = extents.clone();
    double[][] bases = new double[extents.length][];
    for (int mode = 0; mode < extents.length; mode++) {
      bases[mode] = LeadingVectors.spanning(tensor.modeGram(mode), extents[mode], NEGLIGIBLE);
      int dimension = bases[mode].length / extents[mode];
      if (dimension == extents[mode]) {
        bases[mode] = new double[0]; // nothing to gain
      } else {
        core = CpTensor.multiplied(core, small, mode, bases[mode], dimension);
        small[mode] = dimension;
      }
    }
    int[] kept = Arrays.stream(small).filter(extent -> extent > 1).toArray();
    CpModel found =
        kept.length < 2
            ? new CpModel(rank, factors(core, small, rank))
            : new CpModel(rank, withOnes(approximated(core, kept, rank), small, rank));
    for (int mode = 0; mode < extents.length; mode++) {
      if (bases[mode].length > 0) {
        found.replaceInPlace(
            mode,
            Matrices.transposedTimes(
                bases[mode], found.factor(mode), small[mode], extents[mode], rank));
      }
    }
    return found;
  }

  private CpModel approximated(double[] values, int[] extents, int rank) {
    if (extents.length == 2) {
      int usable = Math.min(rank, Math.min(extents[0], extents[1]));
      TruncatedSvd svd = TruncatedSvd.of(values, extents[0], extents[1], usable);
      return padded(
          new CpModel(
              usable,
              new double[][] {svd.left(), Matrices.transposed(svd.right(), usable, extents[1])}),
          rank);
    }
    int longest = Arrays.stream(extents).max().orElseThrow();
    if (rank >= values.length / longest) {
      return exact(values, extents, rank, longest);
    }
    return searched(new CpTensor(values, extents), rank);
  }

  private static CpModel padded(CpModel model, int rank) {
    double[][] factors = new double[model.order()][];
    for (int mode = 0; mode < factors.length; mode++) {
      double[] narrow = model.factor(mode);
      int extent = narrow.length / model.rank();
      factors[mode] = new double[extent * rank];
      for (int i = 0; i < extent; i++) {
        System.arraycopy(narrow, i * model.rank(), factors[mode], i * rank, model.rank());
      }
    }
    return new CpModel(rank, factors);
  }

  /** One term per fiber along the longest mode. */
  private static CpModel exact(double[] values, int[] extents, int rank, int longest) {
    int along = 0;
    while (extents[along] != longest) {
      along++;
    }
    double[][] factors = new double[extents.length][];
    for (int mode = 0; mode < extents.length; mode++) {
      factors[mode] = new double[extents[mode] * rank];
    }
    for (int i = 0; i < values.length; i++) {
      int[] index = new int[extents.length];
      int remaining = i;
      for (int mode = extents.length - 1; mode >= 0; mode--) {
        index[mode] = remaining % extents[mode];
        remaining /= extents[mode];
      }
      int term = 0;
      for (int mode = 0; mode < extents.length; mode++) {
        term = mode == along ? term : term * extents[mode] + index[mode];
      }
      for (int mode = 0; mode < extents.length; mode++) {
        factors[mode][index[mode] * rank + term] = mode == along ? values[i] : 1;
      }
    }
    return new CpModel(rank, factors);
  }

  /** A model and its squared distance. */
  private record Candidate(CpModel model, double distance) {}

  private CpModel searched(CpTensor tensor, int rank) {
    List<Candidate> candidates = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(0x4350L); // the same starts every time
    boolean small = CpNewton.unknowns(tensor, rank) <= SMALL;
    candidates.add(scouted(tensor, hosvd(tensor, rank, random)));
    for (int start = 0; start < (small ? starts : Math.min(1, starts)); start++) {
      candidates.add(scouted(tensor, gaussian(tensor, rank, random)));
    }
    if (small && rank > 1) {
      candidates.add(scouted(tensor, oneByOne(tensor, rank)));
    }
    if (rank > 1) {
      new CpAlgebraicStart(tensor, rank)
          .model()
          .map(model -> new Candidate(model, tensor.distanceSquares(model)))
          .ifPresent(candidates::add);
    }
    candidates.sort(Comparator.comparingDouble(Candidate::distance));
    Candidate best = refined(tensor, candidates.get(0));
    for (int i = 1; small && i < candidates.size() && best.distance() > EXACT; i++) {
      Candidate rival = refined(tensor, candidates.get(i));
      best = rival.distance() < best.distance() ? rival : best;
    }
    return best.model();
  }

  private static Candidate scouted(CpTensor tensor, CpModel model) {
    CpSweeps sweeps = new CpSweeps(tensor);
    double distance = 1;
    double mu = SCOUTING;
    for (int sweep = 0; sweep < SCOUTING_SWEEPS; sweep++) {
      distance = sweeps.sweepInPlace(model, mu);
      mu *= 0.3;
    }
    return new Candidate(model, distance);
  }

  private Candidate refined(CpTensor tensor, Candidate candidate) {
    Candidate found = bounded(tensor, candidate.model());
    Candidate full = withoutIdle(tensor, found);
    if (full.model() == found.model()) {
      return found;
    }
    // The new terms were found one by one; together they may go on.
    Candidate again = bounded(tensor, full.model());
    return again.distance() < full.distance() && idle(again) < 0 ? again : full;
  }

  private Candidate bounded(CpTensor tensor, CpModel start) {
    CpModel model = minimized(tensor, start, LEAST);
    for (double mu = 1e-7; !model.isBounded(bound) && mu < 1; mu *= 10) {
      model = minimized(tensor, model, mu);
    }
    if (model.isBounded(bound)) {
      return new Candidate(model, tensor.distanceSquares(model));
    }
    // One term is as long as the sum, and its minimum exists.
    CpModel one = padded(searched(tensor, 1), model.rank());
    return new Candidate(one, tensor.distanceSquares(one));
  }

  /**
   * Regularization may absorb a term in all its factors, where no gradient reaches it any more:
   * such terms get what is nearest to the rest.
   */
  private Candidate withoutIdle(CpTensor tensor, Candidate candidate) {
    Candidate best = candidate;
    for (int r = idle(best); r >= 0; r = idle(best)) {
      CpTensor rest = tensor.minus(best.model());
      CpModel model =
          best.model().with(r, scouted(rest, hosvd(rest, 1, new SplittableRandom(r))).model());
      Candidate next = new Candidate(model, tensor.distanceSquares(model));
      if (!(next.distance() < best.distance()) || !model.isBounded(bound)) {
        break;
      }
      best = next;
    }
    return best;
  }

  /** The first term that is as good as nothing beside what is left to explain, or -1. */
  private static int idle(Candidate candidate) {
    double[] norms = candidate.model().termNorms();
    for (int r = 0; r < norms.length && candidate.distance() > EXACT; r++) {
      if (norms[r] * norms[r] <= IDLE * candidate.distance()) {
        return r;
      }
    }
    return -1;
  }

  private CpModel minimized(CpTensor tensor, CpModel start, double mu) {
    if (CpNewton.unknowns(tensor, start.rank()) <= SMALL) {
      CpModel model = new CpNewton(tensor).minimized(start, mu, sweeps, EXACT);
      model.balanceInPlace();
      return model;
    }
    CpModel model = start.copy();
    CpSweeps alternation = new CpSweeps(tensor);
    double before = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double distance = alternation.sweepInPlace(model, mu);
      if (before - distance <= 1e-6 * distance || distance <= EXACT) {
        break;
      }
      before = distance;
    }
    boolean nearlyExact = before > EXACT && before < NEARLY_EXACT;
    return nearlyExact && CpNewton.unknowns(tensor, model.rank()) <= MEDIUM
        ? new CpNewton(tensor).minimized(model, mu, sweeps, EXACT)
        : model;
  }

  /** Terms found one after the other, each from what the earlier ones leave. */
  private static CpModel oneByOne(CpTensor tensor, int rank) {
    CpModel all = null;
    CpTensor rest = tensor;
    for (int r = 0; r < rank; r++) {
      CpModel term = scouted(rest, hosvd(rest, 1, new SplittableRandom(r))).model();
      rest = rest.minus(term);
      all = all == null ? term : all.and(term);
    }
    return Objects.requireNonNull(all);
  }

  private static CpModel hosvd(CpTensor tensor, int rank, SplittableRandom random) {
    double[][] factors = new double[tensor.order()][];
    for (int mode = 0; mode < factors.length; mode++) {
      int extent = tensor.extent(mode);
      int count = Math.min(extent, rank);
      double[] vectors = LeadingVectors.of(tensor.modeGram(mode), extent, count);
      factors[mode] = new double[extent * rank];
      for (int i = 0; i < extent; i++) {
        for (int r = 0; r < rank; r++) {
          factors[mode][i * rank + r] =
              r < count ? vectors[r * extent + i] : random.nextGaussian() / Math.sqrt(extent);
        }
      }
    }
    return new CpModel(rank, factors);
  }

  private static CpModel gaussian(CpTensor tensor, int rank, SplittableRandom random) {
    double[][] factors = new double[tensor.order()][];
    for (int mode = 0; mode < factors.length; mode++) {
      factors[mode] = new double[tensor.extent(mode) * rank];
      for (int i = 0; i < factors[mode].length; i++) {
        factors[mode][i] = random.nextGaussian() / Math.sqrt(tensor.extent(mode));
      }
    }
    return new CpModel(rank, factors);
  }
}
