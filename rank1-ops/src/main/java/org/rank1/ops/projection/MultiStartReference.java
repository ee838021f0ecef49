package org.rank1.ops.projection;

import java.util.SplittableRandom;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;

/**
 * What brute force reaches for kernels up to 3×3: alternations from many random starts, each with a
 * fixed number of sweeps, without screening or an early end. It exists to judge faster searches.
 */
public final class MultiStartReference {
  private final int starts;
  private final int sweeps;

  /** Takes the starts per filter and the alternations per start, each at least 1. */
  public MultiStartReference(int starts, int sweeps) {
    if (starts < 1 || sweeps < 1) {
      throw new IllegalArgumentException(
          "illegal starts " + starts + " or sweeps " + sweeps + ", must be at least 1");
    }
    this.starts = starts;
    this.sweeps = sweeps;
  }

  /**
   * The relative error of the best filters found.
   *
   * @param threads the most threads to use
   * @throws IllegalArgumentException if the kernel is not up to 3×3
   */
  public double relativeError(ConvSpec conv, FloatTensor kernel, int threads) {
    TapGrid grid = TapGrid.of(conv);
    if (!SmallGrid.covers(grid)) {
      throw new IllegalArgumentException(
          "There is no reference for %s kernels".formatted(conv.geometry().kernelText()));
    }
    double[] squares = new double[conv.outChannels()];
    double[] captured = new double[conv.outChannels()];
    ParallelLoop.run(
        threads,
        conv.outChannels(),
        o -> {
          double[] filter = Rank1Decomposer.filter(kernel, conv.fanIn(), o);
          GramMatrix gram =
              new GramMatrix(
                  Rank1Decomposer.gram(filter, conv.channelsPerGroup(), grid.taps()), grid);
          squares[o] = gram.trace();
          captured[o] = best(gram, new SplittableRandom(o));
        });
    double norm = 0;
    double residual = 0;
    for (int o = 0; o < squares.length; o++) {
      norm += squares[o];
      residual += squares[o] - captured[o];
    }
    return Math.sqrt(residual / norm);
  }

  private double best(GramMatrix gram, SplittableRandom random) {
    SmallGrid alternation = new SmallGrid(gram);
    double best = 0;
    for (int start = 0; start < starts; start++) {
      double[][] vectors = Rank1Hopm.randomPoint(gram.grid(), random);
      double value = 0;
      for (int sweep = 0; sweep < sweeps; sweep++) {
        value = alternation.sweep(vectors);
      }
      best = Math.max(best, value);
    }
    return best;
  }
}
