package org.rank1.ops.projection;

/**
 * {@code G = AᵀA} of one filter's unfolding {@code A} of shape {@code C × taps}, with the taps seen
 * as a grid over the spatial axes that have more than one tap.
 *
 * <p>For unit vectors along the axes, {@code f = (v₁⊗v₂⊗…)ᵀ G (v₁⊗v₂⊗…)} is the squared norm of the
 * best factor across channels, so the best rank-1 filter maximizes f, and the squared error is
 * {@code trace(G) − f}.
 */
final class GramMatrix implements Alternation {
  private final double[] values;
  private final TapGrid grid;

  /**
   * A matrix over a grid.
   *
   * @param values row-major taps×taps, symmetric; kept, not copied
   */
  GramMatrix(double[] values, TapGrid grid) {
    this.values = values;
    this.grid = grid;
  }

  TapGrid grid() {
    return grid;
  }

  /** The element for two taps. */
  double at(int i, int j) {
    return values[i * grid.taps() + j];
  }

  /** The squared Frobenius norm of the filter. */
  double trace() {
    double trace = 0;
    for (int i = 0; i < grid.taps(); i++) {
      trace += at(i, i);
    }
    return trace;
  }

  /** The Gram matrix of the unfolding along one axis: a partial trace over the others. */
  double[] marginal(int axis) {
    int n = grid.extent(axis);
    double[] marginal = new double[n * n];
    for (int i = 0; i < grid.taps(); i++) {
      for (int j = 0; j < grid.taps(); j++) {
        if (equalElsewhere(i, j, axis)) {
          marginal[grid.digit(axis, i) * n + grid.digit(axis, j)] += at(i, j);
        }
      }
    }
    return marginal;
  }

  private boolean equalElsewhere(int i, int j, int axis) {
    for (int other = 0; other < grid.axes(); other++) {
      if (other != axis && grid.digit(other, i) != grid.digit(other, j)) {
        return false;
      }
    }
    return true;
  }

  /** The matrix whose quadratic form is f as a function of the vector along one axis. */
  double[] contracted(int axis, double[][] vectors) {
    int n = grid.extent(axis);
    int taps = grid.taps();
    double[] weights = grid.outer(vectors, axis);
    double[] half = new double[n * taps];
    for (int i = 0; i < taps; i++) {
      int row = grid.digit(axis, i) * taps;
      for (int j = 0; j < taps; j++) {
        half[row + j] += weights[i] * values[i * taps + j];
      }
    }
    double[] result = new double[n * n];
    for (int r = 0; r < n; r++) {
      for (int j = 0; j < taps; j++) {
        result[r * n + grid.digit(axis, j)] += half[r * taps + j] * weights[j];
      }
    }
    return result;
  }

  @Override
  public double value(double[][] vectors) {
    int taps = grid.taps();
    double[] weights = grid.outer(vectors, -1);
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

  @Override
  public double sweep(double[][] vectors) {
    for (int axis = 0; axis < vectors.length; axis++) {
      double[] leading = SymmetricEigen.vectors(contracted(axis, vectors), grid.extent(axis))[0];
      System.arraycopy(leading, 0, vectors[axis], 0, leading.length);
    }
    return value(vectors);
  }
}
