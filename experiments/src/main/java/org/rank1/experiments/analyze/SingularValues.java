package org.rank1.experiments.analyze;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Singular values of dense matrices in double precision, largest first. */
final class SingularValues {
  private SingularValues() {}

  /**
   * Computes those of a matrix, with an error of some 1e-15 of the largest one.
   *
   * @param rowMajor finite values, row-major; overwritten
   * @return {@code min(rows, columns)} values
   */
  static double[] of(double[] rowMajor, int rows, int columns) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows, columns, false, false, false);
    if (!svd.decompose(DMatrixRMaj.wrap(rows, columns, rowMajor))) {
      throw new IllegalArgumentException(
          "The singular values of a %d×%d matrix do not converge; are its values finite?"
              .formatted(rows, columns));
    }
    return descending(Arrays.copyOf(svd.getSingularValues(), Math.min(rows, columns)));
  }

  /**
   * Computes those of a matrix A whose Gram matrix {@code AAᵀ} is known, with an error of some 1e-8
   * of the largest one: enough for relative thresholds, and the only way where A is long.
   *
   * @param gram symmetric n×n, row-major
   */
  static double[] fromGram(double[] gram, int n) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false, true);
    if (!eigen.decompose(DMatrixRMaj.wrap(n, n, gram.clone()))) {
      throw new IllegalArgumentException(
          "The eigenvalues of a Gram matrix of %d rows do not converge; are its values finite?"
              .formatted(n));
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
    }
    return descending(values);
  }

  private static double[] descending(double[] values) {
    Arrays.sort(values);
    for (int i = 0; i < values.length / 2; i++) {
      double first = values[i];
      values[i] = values[values.length - 1 - i];
      values[values.length - 1 - i] = first;
    }
    return values;
  }
}
