package org.rank1.experiments.analyze;

import java.util.Optional;

/**
 * A filter of rank one, {@code W[c,i,j] = t[c]·p[i]·q[j]}, as far as its outputs can be bounded
 * from it. The factors are read off the kernel: of a tensor of rank one the fibers through any
 * element that is not zero, divided by it, are the factors.
 */
final class RankOneFilter {
  /** Relative distance from rank one up to which a kernel of 32-bit floats counts as such. */
  static final double ROUNDING = 1e-5;

  private final double[] t;
  private final double reach;
  private final double[] weights;
  private final double[] residuals;
  private final double relativeResidual;

  private RankOneFilter(
      double[] t, double reach, double[] weights, double[] residuals, double relativeResidual) {
    this.t = t;
    this.reach = reach;
    this.weights = weights;
    this.residuals = residuals;
    this.relativeResidual = relativeResidual;
  }

  /**
   * A filter, if it is of rank one up to rounding.
   *
   * @param filter {@code [C, k...]} in an array, from an index on
   * @param extents C, then the taps of each spatial axis
   */
  static Optional<RankOneFilter> of(float[] filter, int from, int... extents) {
    RankOneFilter nearby = through(filter, from, extents);
    return nearby.relativeResidual <= ROUNDING ? Optional.of(nearby) : Optional.empty();
  }

  /**
   * The filter of rank one that agrees with any filter on the fibers through its largest element.
   */
  static RankOneFilter through(float[] filter, int from, int... extents) {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    int pivot = 0;
    for (int i = 1; i < size; i++) {
      if (Math.abs(filter[from + i]) > Math.abs(filter[from + pivot])) {
        pivot = i;
      }
    }
    double[][] factors = new double[extents.length][];
    int stride = size;
    double reach = 1;
    for (int mode = 0; mode < extents.length; mode++) {
      stride /= extents[mode];
      factors[mode] = new double[extents[mode]];
      int start = pivot - pivot / stride % extents[mode] * stride;
      double norm = 0;
      for (int i = 0; i < extents[mode]; i++) {
        double value = filter[from + start + i * stride];
        // Divided by the pivot in all modes but the first; a filter of zeros stays zero.
        factors[mode][i] = mode == 0 || value == 0 ? value : value / filter[from + pivot];
        norm += Math.abs(factors[mode][i]);
      }
      reach *= mode == 0 ? 1 : norm;
    }
    int taps = size / extents[0];
    double[] weights = new double[extents[0]];
    double[] residuals = new double[extents[0]];
    double squared = 0;
    double residualSquared = 0;
    for (int i = 0; i < size; i++) {
      double value = filter[from + i];
      double residual = value - product(factors, i, extents);
      weights[i / taps] += Math.abs(value);
      residuals[i / taps] += Math.abs(residual);
      squared += value * value;
      residualSquared += residual * residual;
    }
    return new RankOneFilter(
        factors[0],
        reach,
        weights,
        residuals,
        squared == 0 ? 0 : Math.sqrt(residualSquared / squared));
  }

  private static double product(double[][] factors, int index, int... extents) {
    double product = 1;
    int rest = index;
    for (int mode = extents.length - 1; mode >= 0; mode--) {
      product *= factors[mode][rest % extents[mode]];
      rest /= extents[mode];
    }
    return product;
  }

  /** The factor across channels. */
  double[] t() {
    return t;
  }

  /** {@code ‖p‖₁·‖q‖₁}, the product of the 1-norms of the factors along the spatial axes. */
  double reach() {
    return reach;
  }

  /** The sum of the magnitudes of the filter's taps in a channel. */
  double weight(int channel) {
    return weights[channel];
  }

  /** The same for what the filter has beyond rank one. */
  double residual(int channel) {
    return residuals[channel];
  }
}
