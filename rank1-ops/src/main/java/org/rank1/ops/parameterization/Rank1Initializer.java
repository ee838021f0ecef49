package org.rank1.ops.parameterization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;

/** Start values of rank-1 factors, stated on the composed kernel. */
final class Rank1Initializer {
  private final Rank1Options.Initializer initializer;

  Rank1Initializer(Rank1Options.Initializer initializer) {
    this.initializer = initializer;
  }

  Factors draw(ConvSpec conv, RandomGenerator random) {
    return switch (initializer) {
      case HE -> gaussian(specs(conv), conv, KernelVariance.HE.of(conv), random);
      case XAVIER -> gaussian(specs(conv), conv, KernelVariance.XAVIER.of(conv), random);
      case SPECTRAL -> spectral(conv, random);
    };
  }

  private static List<TensorSpec> specs(ConvSpec conv) {
    return new Rank1Form().factors(conv);
  }

  /**
   * Gaussian factors of filters that are outer products of one row of each. For independent
   * zero-mean factors the variance of the product is the product of the variances. With m factors
   * of lengths n_i, the same expected squared norm s for each, and a kernel variance v: {@code s^m
   * = v · n_1 ⋯ n_m}.
   */
  static Factors gaussian(
      List<TensorSpec> specs, ConvSpec conv, double variance, RandomGenerator random) {
    double squaredNorm = Math.pow(variance * conv.fanIn(), 1.0 / specs.size());
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    for (TensorSpec factor : specs) {
      int length = factor.shape().get(1);
      factors.put(
          factor.name(), Initializers.gaussian(factor.shape(), squaredNorm / length, random));
    }
    return Factors.of(specs, factors);
  }

  private static Factors spectral(ConvSpec conv, RandomGenerator random) {
    FloatTensor dense =
        Initializers.gaussian(conv.kernelShape(), KernelVariance.HE.of(conv), random);
    Factors nearest =
        new Rank1Decomposer(new Rank1Hopm(new HopmOptions())).decompose(conv, dense).factors();
    Map<String, FloatTensor> rescaled = new LinkedHashMap<>();
    nearest.asMap().forEach((name, factor) -> rescaled.put(name, factor.copy()));
    for (int o = 0; o < conv.outChannels(); o++) {
      double product = 1;
      for (FloatTensor factor : rescaled.values()) {
        product *= rowNorm(factor, o);
      }
      double scale =
          product == 0 ? 0 : Math.pow(rowNorm(dense, o) / product, 1.0 / rescaled.size());
      for (FloatTensor factor : rescaled.values()) {
        int length = factor.size() / conv.outChannels();
        for (int i = o * length; i < (o + 1) * length; i++) {
          factor.data()[i] *= (float) scale;
        }
      }
    }
    return Factors.of(specs(conv), rescaled);
  }

  private static double rowNorm(FloatTensor tensor, int row) {
    int length = tensor.size() / tensor.shape().get(0);
    double sum = 0;
    for (int i = row * length; i < (row + 1) * length; i++) {
      sum += (double) tensor.data()[i] * tensor.data()[i];
    }
    return Math.sqrt(sum);
  }
}
