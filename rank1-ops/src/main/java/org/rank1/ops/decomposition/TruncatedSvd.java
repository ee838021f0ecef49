package org.rank1.ops.decomposition;

/**
 * The best approximation of a matrix by one of lower rank (Eckart and Young 1936), as a product of
 * two factors. It goes through the Gram matrix of the shorter side: what is lost by squaring are
 * singular values below about 1e-8 of the largest, which is below the rounding of the kernels.
 */
final class TruncatedSvd {
  private final double[] left;
  private final double[] right;

  private TruncatedSvd(double[] left, double[] right) {
    this.left = left;
    this.right = right;
  }

  /**
   * Approximates a matrix.
   *
   * @param matrix {@code [rows, columns]}, row-major; not changed
   * @param rank at most the smaller of rows and columns
   */
  static TruncatedSvd of(double[] matrix, int rows, int columns, int rank) {
    if (rows <= columns) {
      double[] gram = Matrices.timesTransposed(matrix, matrix, rows, columns, rows);
      double[] vectors = LeadingVectors.of(gram, rows, rank);
      return new TruncatedSvd(
          Matrices.transposed(vectors, rank, rows),
          Matrices.times(vectors, matrix, rank, rows, columns));
    }
    double[] gram = Matrices.transposedTimes(matrix, matrix, rows, columns, columns);
    double[] vectors = LeadingVectors.of(gram, columns, rank);
    double[] left = Matrices.timesTransposed(matrix, vectors, rows, columns, rank);
    for (int r = 0; r < rank; r++) {
      double squares = 0;
      for (int i = 0; i < rows; i++) {
        squares += left[i * rank + r] * left[i * rank + r];
      }
      double norm = Math.sqrt(squares);
      for (int i = 0; i < rows; i++) {
        left[i * rank + r] = norm == 0 ? 0 : left[i * rank + r] / norm;
      }
      for (int j = 0; j < columns; j++) {
        vectors[r * columns + j] *= norm;
      }
    }
    return new TruncatedSvd(left, vectors);
  }

  /** {@code [rows, rank]} with orthonormal columns, or zero ones for singular values of zero. */
  double[] left() {
    return left;
  }

  /** {@code [rank, columns]}, the singular values included. */
  double[] right() {
    return right;
  }

  /** Moves the square root of each singular value over, so that both factors have equal norms. */
  TruncatedSvd balanced(int rows, int columns, int rank) {
    double[] balancedLeft = left.clone();
    double[] balancedRight = right.clone();
    for (int r = 0; r < rank; r++) {
      double squares = 0;
      for (int j = 0; j < columns; j++) {
        squares += right[r * columns + j] * right[r * columns + j];
      }
      double root = Math.sqrt(Math.sqrt(squares));
      for (int i = 0; i < rows; i++) {
        balancedLeft[i * rank + r] *= root;
      }
      for (int j = 0; j < columns; j++) {
        balancedRight[r * columns + j] = root == 0 ? 0 : balancedRight[r * columns + j] / root;
      }
    }
    return new TruncatedSvd(balancedLeft, balancedRight);
  }
}
