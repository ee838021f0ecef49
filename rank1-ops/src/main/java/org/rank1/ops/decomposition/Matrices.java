package org.rank1.ops.decomposition;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;

/** Products of row-major matrices. */
final class Matrices {
  /** Products of a multiplication from which on several threads are worth their start. */
  private static final double LARGE = 3e6;

  private Matrices() {}

  private static boolean large(int n, int k, int m) {
    return (double) n * k * m > LARGE;
  }

  /** {@code A·B} for {@code A [n, k]} and {@code B [k, m]}. */
  static double[] times(double[] a, double[] b, int n, int k, int m) {
    double[] product = new double[n * m];
    if (large(n, k, m)) {
      CommonOps_MT_DDRM.mult(view(a, n, k), view(b, k, m), view(product, n, m));
    } else {
      CommonOps_DDRM.mult(view(a, n, k), view(b, k, m), view(product, n, m));
    }
    return product;
  }

  /** {@code A·Bᵀ} for {@code A [n, k]} and {@code B [m, k]}. */
  static double[] timesTransposed(double[] a, double[] b, int n, int k, int m) {
    double[] product = new double[n * m];
    if (large(n, k, m)) {
      CommonOps_MT_DDRM.multTransB(view(a, n, k), view(b, m, k), view(product, n, m));
    } else {
      CommonOps_DDRM.multTransB(view(a, n, k), view(b, m, k), view(product, n, m));
    }
    return product;
  }

  /** {@code Aᵀ·B} for {@code A [k, n]} and {@code B [k, m]}. */
  static double[] transposedTimes(double[] a, double[] b, int k, int n, int m) {
    double[] product = new double[n * m];
    if (large(n, k, m)) {
      CommonOps_MT_DDRM.multTransA(view(a, k, n), view(b, k, m), view(product, n, m));
    } else {
      CommonOps_DDRM.multTransA(view(a, k, n), view(b, k, m), view(product, n, m));
    }
    return product;
  }

  /** {@code Aᵀ} for {@code A [n, m]}. */
  static double[] transposed(double[] a, int n, int m) {
    double[] transposed = new double[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        transposed[j * n + i] = a[i * m + j];
      }
    }
    return transposed;
  }

  /** The values as a matrix of EJML, which is not copied. */
  static DMatrixRMaj view(double[] values, int rows, int columns) {
    return DMatrixRMaj.wrap(rows, columns, values);
  }

  /** The sum of squares. */
  static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }
}
