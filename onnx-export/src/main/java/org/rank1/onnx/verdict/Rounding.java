package org.rank1.onnx.verdict;

import org.rank1.filter.FloatTensor;
import org.rank1.onnx.operator.DoubleTensor;

/**
 * Rounding error bounds (Higham, <em>Accuracy and Stability of Numerical Algorithms</em>, section
 * 3.1): a sum of products in which each term is rounded at most {@code n} times lies within {@code
 * γ_n · Σ|terms|} of the exact one, {@code γ_n = n·u / (1 − n·u)}.
 */
final class Rounding {
  /** The unit roundoff of 32-bit floats. */
  static final double UNIT = 0x1p-24;

  private static final double UNIT_OF_DOUBLES = 0x1p-53;

  private Rounding() {}

  /** γ_n of 32-bit floats; infinite where the bound does not exist. */
  static double gamma(int n) {
    return gamma(n, UNIT);
  }

  private static double gamma(int n, double unit) {
    double roundings = n * unit;
    return roundings < 1 ? roundings / (1 - roundings) : Double.POSITIVE_INFINITY;
  }

  /**
   * The largest ratio of error and bound over all elements; infinite if an element is not a number.
   *
   * @param exact evaluated in doubles, whose own rounding is added to the bound
   * @param magnitudes the absolute evaluation
   */
  static double worst(FloatTensor computed, DoubleTensor exact, DoubleTensor magnitudes, int n) {
    double factor = gamma(n) + 2 * gamma(n, UNIT_OF_DOUBLES);
    double worst = 0;
    for (int i = 0; i < computed.size(); i++) {
      double error = Math.abs(computed.data()[i] - exact.data()[i]);
      if (error == 0) {
        continue;
      }
      double ratio = error / (factor * magnitudes.data()[i]);
      if (!(ratio <= worst)) {
        worst = Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
      }
    }
    return worst;
  }

  static double max(double[] values) {
    double max = 0;
    for (double value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }

  /** The larger magnitude of each element. */
  static DoubleTensor larger(DoubleTensor a, DoubleTensor b) {
    double[] larger = new double[a.size()];
    for (int i = 0; i < larger.length; i++) {
      larger[i] = Math.max(a.data()[i], b.data()[i]);
    }
    return new DoubleTensor(a.shape(), larger);
  }
}
