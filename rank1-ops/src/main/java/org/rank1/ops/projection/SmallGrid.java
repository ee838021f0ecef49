package org.rank1.ops.projection;

/**
 * The objective f of a filter with two spatial axes of at most three taps each, as a bilinear form
 * of {@code p⊗p} and {@code q⊗q}: both are symmetric, so six numbers each are enough, and f is a
 * 6×6 matrix between them. An axis with two taps has a third that is zero. Not for use by several
 * threads at once.
 */
final class SmallGrid implements Alternation {
  private static final int[][] PAIRS = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};

  /** {@code pairs[6·P + Q]}: rows are pairs of p, columns pairs of q, both counted once. */
  private final double[] pairs = new double[36];

  private final double[] weights = new double[6];
  private final double[] matrix = new double[6];
  private final double[] vector = new double[3];

  /** Sums up the elements that the same two pairs select. */
  SmallGrid(GramMatrix gram) {
    int rows = gram.grid().extent(0);
    int columns = gram.grid().extent(1);
    for (int left = 0; left < 6; left++) {
      int i = PAIRS[left][0];
      int k = PAIRS[left][1];
      for (int right = 0; right < 6; right++) {
        int j = PAIRS[right][0];
        int l = PAIRS[right][1];
        if (Math.max(i, k) < rows && Math.max(j, l) < columns) {
          // G is symmetric: both orders of a pair of p give one matrix of q and its transpose.
          pairs[6 * left + right] =
              (gram.at(i * columns + j, k * columns + l)
                      + gram.at(i * columns + l, k * columns + j))
                  / 2;
        }
      }
    }
  }

  /** Whether a grid is small enough. */
  static boolean covers(TapGrid grid) {
    return grid.axes() == 2 && grid.extent(0) <= 3 && grid.extent(1) <= 3;
  }

  @Override
  public double value(double[][] vectors) {
    toQ(vectors[0]);
    return form(vectors[1]);
  }

  /** The six entries of the matrix whose quadratic form is f as a function of q; live. */
  double[] toQ(double[] p) {
    weigh(p);
    for (int right = 0; right < 6; right++) {
      double sum = 0;
      for (int left = 0; left < 6; left++) {
        sum += weights[left] * pairs[6 * left + right];
      }
      matrix[right] = sum;
    }
    return matrix;
  }

  private double[] toP(double[] q) {
    weigh(q);
    for (int left = 0; left < 6; left++) {
      double sum = 0;
      for (int right = 0; right < 6; right++) {
        sum += pairs[6 * left + right] * weights[right];
      }
      matrix[left] = sum;
    }
    return matrix;
  }

  private void weigh(double[] v) {
    double third = v.length > 2 ? v[2] : 0;
    weights[0] = v[0] * v[0];
    weights[1] = v[1] * v[1];
    weights[2] = third * third;
    weights[3] = 2 * v[0] * v[1];
    weights[4] = 2 * v[0] * third;
    weights[5] = 2 * v[1] * third;
  }

  private double form(double[] v) {
    weigh(v);
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += matrix[i] * weights[i];
    }
    return sum;
  }

  @Override
  public double sweep(double[][] vectors) {
    SymmetricEigen3.leading(toP(vectors[1]), vector);
    System.arraycopy(vector, 0, vectors[0], 0, vectors[0].length);
    SymmetricEigen3.leading(toQ(vectors[0]), vector);
    System.arraycopy(vector, 0, vectors[1], 0, vectors[1].length);
    return form(vectors[1]);
  }
}
