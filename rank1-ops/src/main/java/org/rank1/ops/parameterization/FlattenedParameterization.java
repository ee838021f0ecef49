package org.rank1.ops.parameterization;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.ops.tensor.Convolutions;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.FilterParameterization;

/**
 * Consecutive 1-D convolutions, {@link FlattenedForm}: across channels, then along each spatial
 * axis, run one after the other as they are.
 */
public final class FlattenedParameterization implements FilterParameterization {
  private final FlattenedForm form;
  private final FlattenedTraining.Initializer initializer;

  /** With the given options. */
  public FlattenedParameterization(FlattenedTraining options) {
    this.form = new FlattenedForm(options.form());
    this.initializer = options.initializer();
  }

  @Override
  public FilterForm form() {
    return form;
  }

  @Override
  public Factors initialize(ConvSpec conv, RandomGenerator random) {
    List<TensorSpec> specs = form.factors(conv);
    if (initializer == FlattenedTraining.Initializer.HE
        && form.composition(conv) instanceof Composition.Composable) {
      return Rank1Initializer.gaussian(specs, conv, KernelVariance.HE.of(conv), random);
    }
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      factors.put(spec.name(), FloatTensor.zeros(spec.shape()));
    }
    List<ConvStage> chain = form.chain(conv);
    int stagesPerSet = chain.size() / form.options().sets();
    for (int s = 0; s < chain.size(); s++) {
      ConvStage stage = chain.get(s);
      TensorSpec factor = specs.get(s);
      if (initializer == FlattenedTraining.Initializer.HE) {
        boolean beforeRelu = stage.relu() || s == chain.size() - 1;
        double variance = (beforeRelu ? 2.0 : 1.0) / stage.conv().fanIn();
        factors.put(factor.name(), Initializers.gaussian(factor.shape(), variance, random));
      } else {
        ConvSpec lateral = chain.get(s - s % stagesPerSet).conv();
        double bound = 1 / Math.sqrt(lateral.channelsPerGroup());
        factors.put(factor.name(), Initializers.uniform(factor.shape(), bound, random));
      }
    }
    return Factors.of(specs, factors);
  }

  @Override
  public NDArray forward(
      ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
    List<ConvStage> chain = form.chain(conv);
    List<TensorSpec> specs = form.factors(conv);
    NDArray current = input;
    for (int s = 0; s < chain.size(); s++) {
      ConvStage stage = chain.get(s);
      NDArray factor = factor(factors, specs.get(s).name());
      NDArray stageBias = s == chain.size() - 1 ? bias : innerBias(stage, factors);
      NDArray next = stage(stage, current, factor, stageBias);
      if (s > 0) {
        current.close(); // what the gradient needs, the engine keeps itself
      }
      current = next;
    }
    return current;
  }

  /** One 1-D convolution; its kernel is one factor seen under another shape. */
  private static NDArray stage(
      ConvStage stage, NDArray input, NDArray factor, @Nullable NDArray bias) {
    Shape shape = Tensors.shape(stage.conv().kernelShape());
    try (NDArray kernel = Tensors.view(factor, shape, input.getManager())) {
      NDArray linear = Convolutions.convolve(stage.conv(), input, kernel, bias);
      if (!stage.relu()) {
        return linear;
      }
      try (linear) {
        return Activation.relu(linear);
      }
    }
  }

  private static @Nullable NDArray innerBias(ConvStage stage, Map<String, NDArray> factors) {
    String name = FlattenedForm.innerBias(stage);
    return name == null ? null : factor(factors, name);
  }

  private static NDArray factor(Map<String, NDArray> factors, String name) {
    NDArray factor = factors.get(name);
    if (factor == null) {
      throw new IllegalArgumentException(
          "Factor \"" + name + "\" is missing. Present: " + factors.keySet());
    }
    return factor;
  }
}
