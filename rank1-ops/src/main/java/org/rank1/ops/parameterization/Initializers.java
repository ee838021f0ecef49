package org.rank1.ops.parameterization;

import java.util.List;
import java.util.random.RandomGenerator;
import org.rank1.filter.FloatTensor;

/** Draws of start values. */
public final class Initializers {
  private Initializers() {}

  /** Independent zero-mean Gaussians. */
  public static FloatTensor gaussian(List<Integer> shape, double variance, RandomGenerator random) {
    FloatTensor tensor = FloatTensor.zeros(shape);
    double deviation = Math.sqrt(variance);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (deviation * random.nextGaussian());
    }
    return tensor;
  }

  /** Independent numbers, uniform between {@code -bound} and {@code bound}. */
  public static FloatTensor uniform(List<Integer> shape, double bound, RandomGenerator random) {
    FloatTensor tensor = FloatTensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return tensor;
  }
}
