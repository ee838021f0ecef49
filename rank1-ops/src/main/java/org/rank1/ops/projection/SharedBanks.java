package org.rank1.ops.projection;

import java.util.SplittableRandom;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;

/**
 * The filters of one kernel as a grid of pairs, or triples, of vectors from banks: which vectors a
 * filter has, and which vectors are best for all filters together. Vectors are {@code
 * [axis][number][tap]}.
 */
final class SharedBanks {
  private final GramMatrix[] grams;
  private final TapGrid grid;
  private final int bank;

  private SharedBanks(GramMatrix[] grams, TapGrid grid, int bank) {
    this.grams = grams;
    this.grid = grid;
    this.bank = bank;
  }

  /** The filters of a kernel over banks of a number of vectors per axis. */
  static SharedBanks of(ConvSpec conv, FloatTensor kernel, int bank) {
    TapGrid grid = TapGrid.of(conv);
    GramMatrix[] grams = new GramMatrix[conv.outChannels()];
    for (int o = 0; o < grams.length; o++) {
      double[] filter = Rank1Decomposer.filter(kernel, conv.fanIn(), o);
      grams[o] =
          new GramMatrix(Rank1Decomposer.gram(filter, conv.channelsPerGroup(), grid.taps()), grid);
    }
    return new SharedBanks(grams, grid, bank);
  }

  int axes() {
    return grid.axes();
  }

  /** The number, along an axis, of the vector of a filter; the last axis varies fastest. */
  private int number(int axis, int filter) {
    int rest = filter;
    for (int a = grid.axes() - 1; a > axis; a--) {
      rest /= bank;
    }
    return rest % bank;
  }

  private double[][] vectorsOf(double[][][] vectors, int filter) {
    double[][] own = new double[vectors.length][];
    for (int axis = 0; axis < own.length; axis++) {
      own[axis] = vectors[axis][number(axis, filter)];
    }
    return own;
  }

  /** The outer product of a filter's vectors, over the grid of taps. */
  double[] weights(double[][][] vectors, int filter) {
    return grid.outer(vectorsOf(vectors, filter), -1);
  }

  /** Each bank's best vectors where nothing is asked of the other axes: the HOSVD's. */
  double[][][] leading() {
    double[][][] vectors = new double[grid.axes()][bank][];
    for (int axis = 0; axis < vectors.length; axis++) {
      double[][] sums = new double[bank][grid.extent(axis) * grid.extent(axis)];
      for (int o = 0; o < grams.length; o++) {
        addInPlace(sums[number(axis, o)], grams[o].marginal(axis));
      }
      leadingInPlace(vectors[axis], sums, grid.extent(axis));
    }
    return signed(vectors);
  }

  /** Random unit vectors. */
  double[][][] random(SplittableRandom random) {
    double[][][] vectors = new double[grid.axes()][bank][];
    for (int a = 0; a < bank; a++) {
      double[][] point = Rank1Hopm.randomPoint(grid, random);
      for (int axis = 0; axis < point.length; axis++) {
        vectors[axis][a] = point[axis];
      }
    }
    return vectors;
  }

  /**
   * Replaces one bank after the other by the best for the others.
   *
   * @return the energy that the vectors then keep
   */
  double sweepInPlace(double[][][] vectors) {
    for (int axis = 0; axis < vectors.length; axis++) {
      double[][] sums = new double[bank][grid.extent(axis) * grid.extent(axis)];
      for (int o = 0; o < grams.length; o++) {
        addInPlace(sums[number(axis, o)], grams[o].contracted(axis, vectorsOf(vectors, o)));
      }
      leadingInPlace(vectors[axis], sums, grid.extent(axis));
    }
    signed(vectors);
    double kept = 0;
    for (int o = 0; o < grams.length; o++) {
      kept += grams[o].value(vectorsOf(vectors, o));
    }
    return kept;
  }

  private static void leadingInPlace(double[][] vectors, double[][] sums, int n) {
    for (int a = 0; a < vectors.length; a++) {
      vectors[a] = SymmetricEigen.vectors(sums[a], n)[0];
    }
  }

  private static double[][][] signed(double[][][] vectors) {
    for (int axis = 0; axis < vectors.length; axis++) {
      vectors[axis] = SignConvention.positivePeaks(vectors[axis]);
    }
    return vectors;
  }

  private static void addInPlace(double[] sum, double[] addend) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += addend[i];
    }
  }
}
