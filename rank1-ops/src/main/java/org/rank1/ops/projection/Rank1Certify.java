package org.rank1.ops.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;

/**
 * The best rank-1 filter with a proof that none is much better, for up to two spatial axes of
 * which, where there are two, each has at most three taps.
 *
 * <p>With one axis the filter is a matrix, and its leading singular vectors are the answer. With
 * two, the search is over one unit vector p alone, because the best q for it is an eigenvector of a
 * 3×3 matrix: the best captured norm is {@code h(p) = ‖Σᵢ pᵢ Aᵢ‖₂}, the spectral norm of a
 * combination of the slices {@code Aᵢ ∈ R^{C×kW}}. As a norm of something linear in p, h is a
 * seminorm, and {@code h(−p) = h(p)}. So a half sphere is covered with triangles, each gets the
 * bound of {@link SphereCell}, and the triangle with the largest bound is cut in two until {@code
 * h²} exceeds the best value found nowhere by more than the gap (branch and bound, Land and Doig
 * 1960). A corner that is better than the best found, which starts at that of {@code rank1-hopm},
 * is climbed from, so the scan also finds what the starts have missed.
 *
 * <p>Rounding is accounted for: eigenvalues enter the bound with the uncertainty of their closed
 * form added, which is far below the smallest gap that may be asked for.
 */
public final class Rank1Certify implements SpatialSearch {
  private static final int CLIMBING_SWEEPS = 60;

  private final CertifyOptions options;
  private final Rank1Hopm hopm = new Rank1Hopm(new HopmOptions());

  /** Takes its options. */
  public Rank1Certify(CertifyOptions options) {
    this.options = options;
  }

  /**
   * What was proved about the filters of a kernel. Shares are of a filter's squared norm; the gap
   * of a filter is how much more of it any rank-1 filter can capture than the one that was found.
   *
   * @param filters how many there are
   * @param certified how many have a gap within the one asked for
   * @param worstGap the largest gap
   */
  public record Report(int filters, int certified, double worstGap) {
    /** {@link #certified} per {@link #filters}. */
    public double certifiedFraction() {
      return (double) certified / filters;
    }
  }

  /**
   * Certifies each filter of a kernel.
   *
   * @param threads the most threads to use
   * @throws IllegalArgumentException if the kernel is too large, misshapen or not finite
   */
  public Report report(ConvSpec conv, FloatTensor kernel, int threads) {
    require(conv);
    if (!kernel.shape().equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(kernel.shape(), conv.kernelShape()));
    }
    if (!Double.isFinite(kernel.norm())) {
      throw new IllegalArgumentException("The kernel is not finite");
    }
    TapGrid grid = TapGrid.of(conv);
    double[] gaps = new double[conv.outChannels()];
    ParallelLoop.run(
        threads,
        gaps.length,
        o -> {
          double[] filter = Rank1Decomposer.filter(kernel, conv.fanIn(), o);
          gaps[o] =
              certified(
                      new GramMatrix(
                          Rank1Decomposer.gram(filter, conv.channelsPerGroup(), grid.taps()), grid))
                  .gap();
        });
    int certified = 0;
    double worst = 0;
    for (double gap : gaps) {
      certified += gap <= options.gap() ? 1 : 0;
      worst = Math.max(worst, gap);
    }
    return new Report(gaps.length, certified, worst);
  }

  @Override
  public void require(ConvSpec conv) {
    TapGrid grid = TapGrid.of(conv);
    if (grid.axes() > 1 && !SmallGrid.covers(grid)) {
      throw new IllegalArgumentException(
          "A %s kernel is too large to certify: kernels up to 3×3, and those with one axis of more than one tap, can be"
              .formatted(conv.geometry().kernelText()));
    }
  }

  @Override
  public double[][] vectors(GramMatrix gram) {
    return certified(gram).vectors();
  }

  /** The best vectors found, and the proof. */
  static final class Certified {
    private final double[][] vectors;
    private final double gap;

    private Certified(double[][] vectors, double gap) {
      this.vectors = vectors;
      this.gap = gap;
    }

    /** Unit vectors along the axes. */
    double[][] vectors() {
      return vectors;
    }

    /** By how much f may be larger elsewhere, per squared norm of the filter. */
    double gap() {
      return gap;
    }
  }

  Certified certified(GramMatrix gram) {
    double[][] start = hopm.vectors(gram);
    if (gram.grid().axes() <= 1) {
      return new Certified(start, 0);
    }
    double trace = gram.trace();
    if (trace == 0) {
      return new Certified(start, 0);
    }
    return new Scan(new SmallGrid(gram), start, trace).run();
  }

  /** The branch and bound of one filter. */
  private final class Scan {
    private final SmallGrid grid;
    private final double slack;
    private final double trace;
    private final PriorityQueue<SphereCell> open =
        new PriorityQueue<>(Comparator.comparingDouble(SphereCell::bound).reversed());
    private double[][] best;
    private double value;
    private int cells;

    Scan(SmallGrid grid, double[][] start, double trace) {
      this.grid = grid;
      this.trace = trace;
      // No entry of a contraction with a unit vector exceeds the trace of G, which is not negative.
      this.slack = SymmetricEigen3.UNCERTAINTY * trace;
      this.best = start;
      this.value = grid.value(start);
    }

    Certified run() {
      List<SphereCell.Corner> rim = new ArrayList<>();
      for (double[] point : new double[][] {{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}}) {
        rim.add(corner(point));
      }
      SphereCell.Corner pole = corner(new double[] {0, 0, 1});
      for (int i = 0; i < 4; i++) {
        add(rim.get(i), rim.get((i + 1) % 4), pole);
      }
      while (gap() > options.gap() && cells < options.cells()) {
        List<SphereCell.Corner> corners = open.remove().fromLongestArc();
        SphereCell.Corner opposite = corners.get(0);
        SphereCell.Corner middle =
            corner(SphereCell.middle(corners.get(1).point(), corners.get(2).point()));
        add(opposite, corners.get(1), middle);
        add(opposite, middle, corners.get(2));
      }
      return new Certified(best, gap());
    }

    private double gap() {
      double bound = open.element().bound();
      return Math.max(0, bound * bound - value) / trace;
    }

    private void add(SphereCell.Corner a, SphereCell.Corner b, SphereCell.Corner c) {
      open.add(SphereCell.of(a, b, c));
      cells++;
    }

    private SphereCell.Corner corner(double[] p) {
      double[] matrix = grid.toQ(p);
      double largest = SymmetricEigen3.largest(matrix);
      if (largest > value) {
        climb(p, matrix);
      }
      return new SphereCell.Corner(p, Math.sqrt(Math.max(0, largest) + slack));
    }

    private void climb(double[] p, double[] matrix) {
      double[] q = new double[3];
      SymmetricEigen3.leading(matrix, q);
      double[][] vectors = {
        unit(p, best[0].length), unit(q, best[1].length) // a third tap that is not there has none
      };
      double reached = 0;
      for (int sweep = 0; sweep < CLIMBING_SWEEPS; sweep++) {
        double next = grid.sweep(vectors);
        if (next <= reached) {
          break;
        }
        reached = next;
      }
      if (reached > value) {
        best = vectors;
        value = reached;
      }
    }

    private static double[] unit(double[] vector, int length) {
      double squares = 0;
      for (int i = 0; i < length; i++) {
        squares += vector[i] * vector[i];
      }
      double[] unit = new double[length];
      for (int i = 0; i < length; i++) {
        unit[i] = squares > 0 ? vector[i] / Math.sqrt(squares) : i == 0 ? 1 : 0;
      }
      return unit;
    }
  }
}
