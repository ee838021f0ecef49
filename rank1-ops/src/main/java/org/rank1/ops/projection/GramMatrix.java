package org.rank1.ops.projection;

import java.util.List;

/**
 * {@code G = AᵀA} of one filter's unfolding {@code A} of shape {@code C × taps}, with the taps seen
 * as a grid over the spatial axes that have more than one tap.
 *
 * <p>For unit vectors along the axes, {@code f = (v₁⊗v₂⊗…)ᵀ G (v₁⊗v₂⊗…)} is the squared norm of the
 * best factor across channels, so the best rank-1 filter maximizes f, and the squared error is
 * {@code trace(G) − f}.
 */
final class GramMatrix {
  private final double[] values;
  private final int[] extents;
  private final int[][] digits;
  private final int taps;

  /**
   * A matrix over a grid.
   *
   * @param values row-major taps×taps, symmetric; kept, not copied
   * @param extents taps per axis, each at least 2
   */
  GramMatrix(double[] values, List<Integer> extents) {
    this.values = values;
    this.extents = extents.stream().mapToInt(Integer::intValue).toArray();
    this.taps = extents.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    this.digits = new int[this.extents.length][taps];
    for (int tap = 0; tap < taps; tap++) {
      int rest = tap;
      for (int axis = this.extents.length - 1; axis >= 0; axis--) {
        digits[axis][tap] = rest % this.extents[axis];
        rest /= this.extents[axis];
      }
    }
  }

  int axes() {
    return extents.length;
  }

  int extent(int axis) {
    return extents[axis];
  }

  /** The squared Frobenius norm of the filter. */
  double trace() {
    double trace = 0;
    for (int i = 0; i < taps; i++) {
      trace += values[i * taps + i];
    }
    return trace;
  }

  /** The Gram matrix of the unfolding along one axis: a partial trace over the others. */
  double[] marginal(int axis) {
    int n = extents[axis];
    double[] marginal = new double[n * n];
    for (int i = 0; i < taps; i++) {
      for (int j = 0; j < taps; j++) {
        if (equalElsewhere(i, j, axis)) {
          marginal[digits[axis][i] * n + digits[axis][j]] += values[i * taps + j];
        }
      }
    }
    return marginal;
  }

  private boolean equalElsewhere(int i, int j, int axis) {
    for (int other = 0; other < extents.length; other++) {
      if (other != axis && digits[other][i] != digits[other][j]) {
        return false;
      }
    }
    return true;
  }

  /** The matrix whose quadratic form is f as a function of the vector along one axis. */
  double[] contracted(int axis, double[][] vectors) {
    int n = extents[axis];
    double[] weights = outer(vectors, axis);
    double[] half = new double[n * taps];
    for (int i = 0; i < taps; i++) {
      int row = digits[axis][i] * taps;
      for (int j = 0; j < taps; j++) {
        half[row + j] += weights[i] * values[i * taps + j];
      }
    }
    double[] result = new double[n * n];
    for (int r = 0; r < n; r++) {
      for (int j = 0; j < taps; j++) {
        result[r * n + digits[axis][j]] += half[r * taps + j] * weights[j];
      }
    }
    return result;
  }

  /** f at unit vectors. */
  double value(double[][] vectors) {
    double[] weights = outer(vectors, -1);
    double sum = 0;
    for (int i = 0; i < taps; i++) {
      double row = 0;
      for (int j = 0; j < taps; j++) {
        row += values[i * taps + j] * weights[j];
      }
      sum += weights[i] * row;
    }
    return sum;
  }

  /** The outer product of the vectors, without that of one axis, over the grid. */
  double[] outer(double[][] vectors, int without) {
    double[] weights = new double[taps];
    for (int tap = 0; tap < taps; tap++) {
      double product = 1;
      for (int axis = 0; axis < extents.length; axis++) {
        if (axis != without) {
          product *= vectors[axis][digits[axis][tap]];
        }
      }
      weights[tap] = product;
    }
    return weights;
  }
}
