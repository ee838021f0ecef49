package org.rank1.ops.decomposition;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Alternating least squares for a Kruskal tensor, with Tikhonov regularization: each factor in turn
 * becomes the minimizer of {@code ‖X − X̂‖² + μ Σ‖F‖²} for the others, which therefore never
 * increases, and keeps the terms from diverging while they cancel (Paatero 2000).
 */
final class CpSweeps {
  private final CpTensor tensor;
  private final double squares;

  CpSweeps(CpTensor tensor) {
    this.tensor = tensor;
    this.squares = Matrices.squares(tensor.values());
  }

  /**
   * Updates every factor once.
   *
   * @return {@code ‖X − X̂‖²}, up to rounding relative to {@code ‖X‖²}
   */
  double sweepInPlace(CpModel model, double mu) {
    solveInPlace(model, 0, tensor.timesOthers(model), mu);
    double[] contracted = tensor.contracted(model);
    double inner = 0;
    for (int mode = 1; mode < tensor.order(); mode++) {
      double[] right = tensor.timesOthers(model, contracted, mode);
      solveInPlace(model, mode, right, mu);
      if (mode == tensor.order() - 1) {
        for (int i = 0; i < right.length; i++) {
          inner += right[i] * model.factor(mode)[i];
        }
      }
    }
    double error = squares - 2 * inner + model.squares();
    model.balanceInPlace();
    return Math.max(0, error);
  }

  private void solveInPlace(CpModel model, int mode, double[] right, double mu) {
    int rank = model.rank();
    double[] normal = model.gramsWithout(mode, mode);
    double largest = 0;
    for (int r = 0; r < rank; r++) {
      largest = Math.max(largest, normal[r * rank + r]);
    }
    DMatrixRMaj transposed =
        Matrices.view(
            Matrices.transposed(right, tensor.extent(mode), rank), rank, tensor.extent(mode));
    DMatrixRMaj solution = new DMatrixRMaj(rank, tensor.extent(mode));
    // Terms that coincide make the normal equations singular: then as much more as is needed.
    double ridge = mu + 1e-14 * largest;
    while (!solved(normal, ridge, transposed, solution)) {
      ridge = ridge == 0 ? 1e-300 : 10 * ridge;
    }
    model.replaceInPlace(mode, Matrices.transposed(solution.getData(), rank, tensor.extent(mode)));
  }

  private static boolean solved(
      double[] normal, double ridge, DMatrixRMaj right, DMatrixRMaj solution) {
    int rank = right.getNumRows();
    double[] regularized = normal.clone();
    for (int r = 0; r < rank; r++) {
      regularized[r * rank + r] += ridge;
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(rank);
    if (!solver.setA(Matrices.view(regularized, rank, rank))) {
      return false;
    }
    solver.solve(right, solution);
    for (double value : solution.getData()) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
