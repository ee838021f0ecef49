package org.rank1.ops.projection;

import java.util.Arrays;

/**
 * The eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan,
 * <em>Matrix Computations</em>, §8.5): simple, accurate, and the same on every machine.
 */
final class SymmetricEigen {
  private static final int MAX_SWEEPS = 30;

  private SymmetricEigen() {}

  /**
   * Unit eigenvectors as rows, largest eigenvalue first.
   *
   * @param matrix row-major n×n, overwritten
   */
  static double[][] vectors(double[] matrix, int n) {
    double[] v = new double[n * n];
    double scale = 0;
    for (int i = 0; i < n; i++) {
      v[i * n + i] = 1;
      for (int j = 0; j < n; j++) {
        scale += matrix[i * n + j] * matrix[i * n + j];
      }
    }
    for (int sweep = 0; sweep < MAX_SWEEPS && offDiagonal(matrix, n) > 1e-30 * scale; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(matrix, v, n, p, q);
        }
      }
    }
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Double.compare(matrix[b * n + b], matrix[a * n + a]));
    double[][] vectors = new double[n][n];
    for (int r = 0; r < n; r++) {
      for (int i = 0; i < n; i++) {
        vectors[r][i] = v[i * n + order[r]];
      }
    }
    return vectors;
  }

  private static double offDiagonal(double[] a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        sum += 2 * a[i * n + j] * a[i * n + j];
      }
    }
    return sum;
  }

  private static void rotate(double[] a, double[] v, int n, int p, int q) {
    double apq = a[p * n + q];
    if (apq == 0) {
      return;
    }
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < n; k++) {
      double akp = a[k * n + p];
      double akq = a[k * n + q];
      a[k * n + p] = c * akp - s * akq;
      a[k * n + q] = s * akp + c * akq;
    }
    for (int k = 0; k < n; k++) {
      double apk = a[p * n + k];
      double aqk = a[q * n + k];
      a[p * n + k] = c * apk - s * aqk;
      a[q * n + k] = s * apk + c * aqk;
      double vkp = v[k * n + p];
      double vkq = v[k * n + q];
      v[k * n + p] = c * vkp - s * vkq;
      v[k * n + q] = s * vkp + c * vkq;
    }
  }
}
