package org.rank1.ops.parameterization;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;

/** Start values near a dense kernel, {@link Initializer#SPECTRAL}. */
final class SpectralStart {
  private SpectralStart() {}

  static Factors draw(FilterForm form, ConvSpec conv, RandomGenerator random) {
    if (!form.factors(conv).equals(new Rank1Form().factors(conv))) {
      throw new IllegalArgumentException(
          "illegal initializer SPECTRAL for form \""
              + form.name()
              + "\", it must be filter-wise rank one without inner biases");
    }
    FloatTensor dense =
        Initializers.gaussian(conv.kernelShape(), KernelVariance.HE.of(conv), random);
    Factors nearest =
        new Rank1Decomposer(new Rank1Hopm(new HopmOptions()))
            .decompose(new Rank1Form(), conv, dense)
            .factors();
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
    return Factors.of(form.factors(conv), rescaled);
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
