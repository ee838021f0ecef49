package org.rank1.experiments.analyze;

/** {@code AAᵀ} of a matrix A with few rows, whose columns arrive in blocks. */
final class GramMatrix {
  /** The most rows: more need too much memory (2 MiB here) and time (about a second). */
  static final int MOST_ROWS = 512;

  private final int rows;
  private final double[] products;

  GramMatrix(int rows) {
    this.rows = rows;
    this.products = new double[Math.multiplyExact(rows, rows)];
  }

  /**
   * Adds columns.
   *
   * @param block where row r begins at {@code from + r * rowStep}, its elements {@code step} apart
   * @param columns in the block
   */
  void add(float[] block, int from, int rowStep, int step, int columns) {
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        int left = from + a * rowStep;
        int right = from + b * rowStep;
        for (int i = 0; i < columns; i++) {
          sum += (double) block[left + i * step] * block[right + i * step];
        }
        products[a * rows + b] += sum;
      }
    }
  }

  /** The singular values of A that may differ from zero, largest first. */
  double[] singularValues() {
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < a; b++) {
        products[b * rows + a] = products[a * rows + b];
      }
    }
    return SingularValues.fromGram(products, rows);
  }
}
