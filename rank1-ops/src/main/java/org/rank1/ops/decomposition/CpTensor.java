package org.rank1.ops.decomposition;

import java.util.Arrays;

/**
 * A dense tensor of order two or more that is to be approximated by a Kruskal tensor, with the
 * products that this takes. The first mode should be the longest: the Khatri-Rao product of the
 * others is the largest thing that is ever formed, {@code R × size / extent(0)} values.
 */
final class CpTensor {
  private final double[] values;
  private final int[] extents;
  private final int rest;
  private final int[][] digits;

  /**
   * A tensor.
   *
   * @param values row-major; kept, not copied
   */
  CpTensor(double[] values, int[] extents) {
    this.values = values;
    this.extents = extents.clone();
    this.rest = values.length / extents[0];
    this.digits = new int[extents.length][rest];
    for (int i = 0; i < rest; i++) {
      int remaining = i;
      for (int mode = extents.length - 1; mode > 0; mode--) {
        digits[mode][i] = remaining % extents[mode];
        remaining /= extents[mode];
      }
    }
  }

  int order() {
    return extents.length;
  }

  int extent(int mode) {
    return extents[mode];
  }

  double[] values() {
    return values;
  }

  /** The Khatri-Rao product of all modes but the first, transposed: {@code [R, rest]}. */
  double[] khatriRao(CpModel model) {
    int rank = model.rank();
    double[] product = new double[rank * rest];
    for (int r = 0; r < rank; r++) {
      for (int i = 0; i < rest; i++) {
        double value = 1;
        for (int mode = 1; mode < extents.length; mode++) {
          value *= model.factor(mode)[digits[mode][i] * rank + r];
        }
        product[r * rest + i] = value;
      }
    }
    return product;
  }

  /** The first unfolding times the Khatri-Rao product of the other modes, {@code [extent, R]}. */
  double[] timesOthers(CpModel model) {
    return Matrices.timesTransposed(values, khatriRao(model), extents[0], rest, model.rank());
  }

  /** The tensor contracted with the first factor, term by term: {@code [R, rest]}. */
  double[] contracted(CpModel model) {
    return Matrices.transposedTimes(model.factor(0), values, extents[0], model.rank(), rest);
  }

  /**
   * The unfolding along a mode other than the first times the Khatri-Rao product of the others.
   *
   * @param contracted from {@link #contracted} with the present first factor
   */
  double[] timesOthers(CpModel model, double[] contracted, int mode) {
    int rank = model.rank();
    double[] product = new double[extents[mode] * rank];
    for (int r = 0; r < rank; r++) {
      for (int i = 0; i < rest; i++) {
        double value = contracted[r * rest + i];
        for (int other = 1; other < extents.length; other++) {
          if (other != mode) {
            value *= model.factor(other)[digits[other][i] * rank + r];
          }
        }
        product[digits[mode][i] * rank + r] += value;
      }
    }
    return product;
  }

  /** What a model leaves. */
  CpTensor minus(CpModel model) {
    double[] difference = values.clone();
    double[] composed = composed(model);
    for (int i = 0; i < composed.length; i++) {
      difference[i] -= composed[i];
    }
    return new CpTensor(difference, extents);
  }

  private double[] composed(CpModel model) {
    return Matrices.times(model.factor(0), khatriRao(model), extents[0], model.rank(), rest);
  }

  /** The squared distance to a model. */
  double distanceSquares(CpModel model) {
    double[] composed = composed(model);
    double sum = 0;
    for (int i = 0; i < composed.length; i++) {
      sum += (values[i] - composed[i]) * (values[i] - composed[i]);
    }
    return sum;
  }

  /** A tensor whose fibers along a mode are multiplied by a matrix {@code [rows, extent]}. */
  static double[] multiplied(double[] values, int[] extents, int mode, double[] matrix, int rows) {
    int inner = 1;
    for (int m = mode + 1; m < extents.length; m++) {
      inner *= extents[m];
    }
    int slice = extents[mode] * inner;
    double[] result = new double[values.length / extents[mode] * rows];
    for (int outer = 0; outer < values.length / slice; outer++) {
      double[] part = Arrays.copyOfRange(values, outer * slice, (outer + 1) * slice);
      double[] product = Matrices.times(matrix, part, rows, extents[mode], inner);
      System.arraycopy(product, 0, result, outer * rows * inner, rows * inner);
    }
    return result;
  }

  /** The unfolding along a mode times its transpose, {@code [extent, extent]}. */
  double[] modeGram(int mode) {
    int inner = 1;
    for (int m = mode + 1; m < extents.length; m++) {
      inner *= extents[m];
    }
    int extent = extents[mode];
    double[] unfolded = new double[values.length];
    int columns = values.length / extent;
    for (int i = 0; i < values.length; i++) {
      int row = i / inner % extent;
      unfolded[row * columns + i / (inner * extent) * inner + i % inner] = values[i];
    }
    return Matrices.timesTransposed(unfolded, unfolded, extent, columns, extent);
  }
}
