package org.rank1.ops.decomposition;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Damped Gauss-Newton steps (Levenberg and Marquardt) on all factors of a Kruskal tensor at once.
 * They cross the flat valleys in which alternating least squares creeps, at a cost that grows with
 * the cube of the number of unknowns, so they are for small tensors. {@code JᵀJ} is made from the
 * factors' Gram matrices, without J (Tomasi and Bro 2006).
 */
final class CpNewton {
  /** Gain of a step, relative to the cost, that is not worth more of them. */
  private static final double FLAT = 1e-7;

  private static final double MOST_DAMPING = 1e8;

  private final CpTensor tensor;

  CpNewton(CpTensor tensor) {
    this.tensor = tensor;
  }

  /** The number of unknowns of models of some rank. */
  static int unknowns(CpTensor tensor, int rank) {
    int sum = 0;
    for (int mode = 0; mode < tensor.order(); mode++) {
      sum += tensor.extent(mode);
    }
    return Math.multiplyExact(sum, rank);
  }

  /**
   * Minimizes {@code ‖X − X̂‖² + μ Σ‖F‖²}.
   *
   * @param steps the most steps
   * @param enough a squared distance that is near enough
   * @return a model that is not worse than the given one
   */
  CpModel minimized(CpModel start, double mu, int steps, double enough) {
    CpModel best = start;
    double cost = cost(best, mu);
    double damping = 1e-2;
    for (int step = 0; step < steps && damping < MOST_DAMPING; step++) {
      double[] gradient = gradient(best, mu);
      double[] normal = normal(best);
      boolean moved = false;
      while (!moved && damping < MOST_DAMPING) {
        CpModel next = moved(best, normal, gradient, mu + damping);
        double reached = cost(next, mu);
        if (reached < cost) {
          moved = true;
          damping = Math.max(1e-15, damping / 5);
          boolean flat = cost - reached <= FLAT * cost;
          best = next;
          cost = reached;
          if (flat || cost <= enough) {
            return best;
          }
        } else {
          damping *= 4;
        }
      }
    }
    return best;
  }

  private double cost(CpModel model, double mu) {
    double cost = tensor.distanceSquares(model);
    for (int mode = 0; mode < model.order(); mode++) {
      cost += mu * Matrices.squares(model.factor(mode));
    }
    return Double.isFinite(cost) ? cost : Double.POSITIVE_INFINITY;
  }

  private double[] gradient(CpModel model, double mu) {
    int rank = model.rank();
    double[] gradient = new double[unknowns(tensor, rank)];
    double[] contracted = tensor.contracted(model);
    int offset = 0;
    for (int mode = 0; mode < model.order(); mode++) {
      double[] factor = model.factor(mode);
      double[] data =
          mode == 0 ? tensor.timesOthers(model) : tensor.timesOthers(model, contracted, mode);
      double[] fitted =
          Matrices.times(factor, model.gramsWithout(mode, mode), tensor.extent(mode), rank, rank);
      for (int i = 0; i < factor.length; i++) {
        gradient[offset++] = fitted[i] - data[i] + mu * factor[i];
      }
    }
    return gradient;
  }

  private double[] normal(CpModel model) {
    int rank = model.rank();
    int n = unknowns(tensor, rank);
    double[] normal = new double[n * n];
    int row = 0;
    for (int mode = 0; mode < model.order(); mode++) {
      int column = 0;
      for (int other = 0; other < model.order(); other++) {
        double[] grams = model.gramsWithout(mode, other);
        for (int i = 0; i < tensor.extent(mode); i++) {
          for (int j = 0; j < tensor.extent(other); j++) {
            for (int r = 0; r < rank; r++) {
              for (int s = 0; s < rank; s++) {
                double inner =
                    mode == other
                        ? (i == j ? 1 : 0)
                        : model.factor(mode)[i * rank + s] * model.factor(other)[j * rank + r];
                normal[(row + i * rank + r) * n + column + j * rank + s] =
                    inner * grams[r * rank + s];
              }
            }
          }
        }
        column += tensor.extent(other) * rank;
      }
      row += tensor.extent(mode) * rank;
    }
    return normal;
  }

  private CpModel moved(CpModel from, double[] normal, double[] gradient, double damping) {
    int n = gradient.length;
    double[] damped = normal.clone();
    for (int i = 0; i < n; i++) {
      damped[i * n + i] += damping;
    }
    CpModel moved = from.copy();
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(n);
    if (!solver.setA(Matrices.view(damped, n, n))) {
      return moved; // not better, so the damping grows
    }
    DMatrixRMaj step = new DMatrixRMaj(n, 1);
    solver.solve(Matrices.view(gradient, n, 1), step);
    int offset = 0;
    for (int mode = 0; mode < moved.order(); mode++) {
      double[] factor = moved.factor(mode);
      for (int i = 0; i < factor.length; i++) {
        factor[i] -= step.get(offset++);
      }
    }
    return moved;
  }
}
