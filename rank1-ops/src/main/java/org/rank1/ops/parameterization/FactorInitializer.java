package org.rank1.ops.parameterization;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;

/** Draws the factors of a form; see {@link Initializer}. */
final class FactorInitializer {
  private final FilterForm form;
  private final ConvSpec conv;
  private final List<TensorSpec> specs;

  /** The stage that a factor alone makes; other factors have none. */
  private final Map<String, ConvStage> stages = new HashMap<>();

  FactorInitializer(FilterForm form, ConvSpec conv) {
    this.form = form;
    this.conv = conv;
    this.specs = form.factors(conv);
    for (String lowering : form.lowerings(conv)) {
      form.lower(conv, lowering).chains().stream()
          .flatMap(List::stream)
          .forEach(
              stage -> {
                if (stage.weight() instanceof Contraction kernel && kernel.terms().size() == 1) {
                  stages.putIfAbsent(kernel.terms().get(0).factor(), stage);
                }
              });
    }
  }

  Factors draw(Initializer initializer, RandomGenerator random) {
    return switch (initializer) {
      case HE -> gaussian(KernelVariance.HE, random);
      case XAVIER -> gaussian(KernelVariance.XAVIER, random);
      case SPECTRAL -> SpectralStart.draw(form, conv, random);
      case UNIFORM -> uniform(factor -> 0.5, random);
      case XAVIER_PER_FACTOR -> uniform(FactorInitializer::glorot, random);
      case JIN -> uniform(factor -> 1 / Math.sqrt(seen(factor)), random);
    };
  }

  private Factors gaussian(KernelVariance variance, RandomGenerator random) {
    return form.composition(conv) instanceof Composition.Composable composable
            && composable.kernel() instanceof Contraction kernel
        ? composed(kernel, variance.of(conv), random)
        : stagewise(variance, random);
  }

  /**
   * The variance of the composed kernel of independent zero-mean factors is the product of their
   * variances, times the number S of products that are summed. With fan-in n_i of the stage of the
   * i-th of m factors, a gain s for each, and a kernel variance v: {@code s^m = v · n_1 ⋯ n_m / S}.
   */
  private Factors composed(Contraction kernel, double variance, RandomGenerator random) {
    double gain = variance / kernel.summands(specs);
    for (TensorSpec factor : specs) {
      gain *= fanIn(factor);
    }
    double each = Math.pow(gain, 1.0 / specs.size());
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    for (TensorSpec factor : specs) {
      factors.put(
          factor.name(), Initializers.gaussian(factor.shape(), each / fanIn(factor), random));
    }
    return Factors.of(specs, factors);
  }

  private double fanIn(TensorSpec factor) {
    ConvStage stage = stages.get(factor.name());
    return stage != null ? stage.conv().fanIn() : factor.size() / (double) factor.shape().get(0);
  }

  private Factors stagewise(KernelVariance variance, RandomGenerator random) {
    Map<String, FloatTensor> factors = zeros();
    for (List<ConvStage> chain : chains()) {
      for (int s = 0; s < chain.size(); s++) {
        ConvStage stage = chain.get(s);
        boolean gain = variance != KernelVariance.HE || stage.relu() || s == chain.size() - 1;
        double each = variance.of(stage.conv()) * (gain ? 1 : 0.5);
        for (Contraction.Term term : contraction(stage).terms()) {
          TensorSpec factor = spec(term.factor());
          factors.put(term.factor(), Initializers.gaussian(factor.shape(), each, random));
        }
      }
    }
    return Factors.of(specs, factors);
  }

  /** Every factor of a kernel within its own bound; inner biases stay 0. */
  private Factors uniform(ToDoubleFunction<TensorSpec> bound, RandomGenerator random) {
    Map<String, FloatTensor> factors = zeros();
    for (TensorSpec factor : specs) {
      if (!isInnerBias(factor)) {
        factors.put(
            factor.name(),
            Initializers.uniform(factor.shape(), bound.applyAsDouble(factor), random));
      }
    }
    return Factors.of(specs, factors);
  }

  private static double glorot(TensorSpec factor) {
    int fanOut = factor.shape().get(0);
    return Math.sqrt(6.0 / (fanOut + factor.size() / (double) fanOut));
  }

  /** The channels that the set of 1-D filters sees to which a factor belongs. */
  private double seen(TensorSpec factor) {
    double seen = conv.channelsPerGroup();
    for (List<ConvStage> chain : chains()) {
      for (ConvStage stage : chain) {
        if (stage.conv().geometry().taps() == 1) {
          seen = stage.conv().channelsPerGroup();
        }
        if (contraction(stage).terms().stream().anyMatch(t -> t.factor().equals(factor.name()))) {
          return seen;
        }
      }
    }
    return seen;
  }

  private boolean isInnerBias(TensorSpec factor) {
    return chains().stream()
        .flatMap(List::stream)
        .anyMatch(
            stage ->
                stage.bias() instanceof Contraction bias
                    && bias.terms().stream().anyMatch(t -> t.factor().equals(factor.name())));
  }

  private List<List<ConvStage>> chains() {
    return form.lower(conv, form.lowerings(conv).get(0)).chains();
  }

  private Contraction contraction(ConvStage stage) {
    return StagesForward.contraction(stage.weight(), stage);
  }

  private TensorSpec spec(String name) {
    return specs.stream().filter(factor -> factor.name().equals(name)).findFirst().orElseThrow();
  }

  private Map<String, FloatTensor> zeros() {
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    specs.forEach(factor -> factors.put(factor.name(), FloatTensor.zeros(factor.shape())));
    return factors;
  }
}
