package org.rank1.ops.decomposition;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Eigenvectors of symmetric matrices that belong to the largest eigenvalues. */
final class LeadingVectors {
  private LeadingVectors() {}

  /**
   * Orthonormal eigenvectors as rows, largest eigenvalue first, each with its element of largest
   * magnitude positive.
   *
   * @param symmetric n×n, row-major; not changed
   * @param count how many, at most n
   * @return {@code [count, n]}
   */
  static double[] of(double[] symmetric, int n, int count) {
    return rows(symmetric, n, count, -1);
  }

  /**
   * The eigenvectors whose eigenvalues are not negligible.
   *
   * @param negligible relative to the largest eigenvalue
   */
  static double[] spanning(double[] symmetric, int n, double negligible) {
    return rows(symmetric, n, n, negligible);
  }

  private static double[] rows(double[] symmetric, int n, int most, double negligible) {
    int count = most;
    double scale = 0;
    for (double value : symmetric) {
      scale = Math.max(scale, Math.abs(value));
    }
    if (scale == 0) {
      double[] rows = new double[count * n];
      for (int r = 0; r < count; r++) {
        rows[r * n + r] = 1;
      }
      return rows;
    }
    double[] scaled = symmetric.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= scale; // so that nothing of the decomposition over- or underflows
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
    if (!eigen.decompose(Matrices.view(scaled, n, n))) {
      throw new ArithmeticException("The eigenvalues of a " + n + "×" + n + " matrix");
    }
    List<Integer> order =
        IntStream.range(0, n)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> eigen.getEigenvalue(i).getReal())
                    .reversed())
            .toList();
    double least = negligible * eigen.getEigenvalue(order.get(0)).getReal();
    while (negligible >= 0
        && count > 1
        && eigen.getEigenvalue(order.get(count - 1)).getReal() <= least) {
      count--;
    }
    double[] rows = new double[count * n];
    for (int r = 0; r < count; r++) {
      double[] vector = eigen.getEigenVector(order.get(r)).getData();
      double peak = 0;
      for (double value : vector) {
        peak = Math.abs(value) > Math.abs(peak) ? value : peak;
      }
      for (int i = 0; i < n; i++) {
        rows[r * n + i] = peak < 0 ? -vector[i] : vector[i];
      }
    }
    return rows;
  }
}
