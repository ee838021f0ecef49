package org.rank1.ops.projection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.InputMoments;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.Rank1SharedForm;

/**
 * Finds the banks of 1-D filters that all filters of {@link Rank1SharedForm} share. For unit
 * vectors in the banks the best factor across channels is what the filter's contraction with its
 * vectors gives, so the kept energy is {@code f = Σ_ab (p_a⊗q_b)ᵀ G_ab (p_a⊗q_b)} with the Gram
 * matrix {@code G_ab} of each filter; and for fixed other banks the best {@code p_a} is the leading
 * eigenvector of a small matrix, summed over the filters in which it occurs. So f never decreases.
 * With one spatial axis the first sweep is the answer; with more there are local maxima, hence
 * several starts, the first of them from the HOSVD.
 */
public final class Rank1SharedDecomposer implements KernelDecomposer {
  /** Gain of a sweep, relative to f, at the top. */
  private static final double CONVERGED = 1e-13;

  private final SharedOptions options;

  /** Takes its options. */
  public Rank1SharedDecomposer(SharedOptions options) {
    this.options = options;
  }

  @Override
  public boolean covers(FilterForm form) {
    return form.equals(new Rank1SharedForm());
  }

  /** Where only the HOSVD is climbed from, all that is known is that it is never worse. */
  @Override
  public double suboptimality(FilterForm form, ConvSpec conv) {
    return options.starts() > 0 ? 1 : Math.sqrt(Math.max(1, TapGrid.of(conv).axes()));
  }

  @Override
  public Factors factors(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
    List<TensorSpec> specs = form.factors(conv);
    SharedBanks banks = SharedBanks.of(conv, kernel, specs.get(0).shape().get(0));
    SplittableRandom random = new SplittableRandom(0x42414E4BL); // the same starts every time
    double[][][] best = banks.leading();
    double most = climbed(banks, best);
    for (int start = 0; banks.axes() > 1 && start < options.starts(); start++) {
      double[][][] vectors = banks.random(random);
      double value = climbed(banks, vectors);
      if (value > most) {
        best = vectors;
        most = value;
      }
    }
    return written(specs, conv, kernel, banks, best);
  }

  private double climbed(SharedBanks banks, double[][][] vectors) {
    double value = 0;
    for (int sweep = 0; sweep < options.sweeps(); sweep++) {
      double next = banks.sweepInPlace(vectors);
      boolean converged = next - value <= CONVERGED * next;
      value = next;
      if (converged) {
        break;
      }
    }
    return value;
  }

  /** Factors of which each has the same share of the kernel's norm. */
  private static Factors written(
      List<TensorSpec> specs,
      ConvSpec conv,
      FloatTensor kernel,
      SharedBanks banks,
      double[][][] vectors) {
    double[] channels = new double[specs.get(0).shape().stream().reduce(1, Math::multiplyExact)];
    double squares = 0;
    for (int o = 0; o < conv.outChannels(); o++) {
      double[] own =
          Rank1Decomposer.contract(
              Rank1Decomposer.filter(kernel, conv.fanIn(), o), banks.weights(vectors, o));
      for (int c = 0; c < own.length; c++) {
        channels[o * own.length + c] = own[c];
        squares += own[c] * own[c];
      }
    }
    double norm = Math.sqrt(squares / conv.outChannels());
    double share = norm == 0 ? 1 : Math.pow(norm, 1.0 / specs.size());
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    double scale = Math.pow(share, 1 - specs.size());
    factors.put(specs.get(0).name(), tensor(specs.get(0), channels, scale));
    for (int axis = 0; axis < vectors.length; axis++) {
      TensorSpec spec = specs.get(axis + 1);
      double[] bank = new double[(int) spec.size()];
      for (int a = 0; a < vectors[axis].length; a++) {
        System.arraycopy(
            vectors[axis][a], 0, bank, a * vectors[axis][a].length, vectors[axis][a].length);
      }
      factors.put(spec.name(), tensor(spec, bank, share));
    }
    return Factors.of(specs, factors);
  }

  private static FloatTensor tensor(TensorSpec spec, double[] values, double scale) {
    FloatTensor tensor = FloatTensor.zeros(spec.shape());
    for (int i = 0; i < values.length; i++) {
      tensor.data()[i] = (float) (values[i] * scale);
    }
    return tensor;
  }
}
