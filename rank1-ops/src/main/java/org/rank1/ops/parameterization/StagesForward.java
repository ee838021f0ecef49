package org.rank1.ops.parameterization;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.ops.tensor.ArrayAlgebra;
import org.rank1.ops.tensor.Convolutions;

/** A lowered convolution on the engine, differentiable in its factors. */
final class StagesForward {
  private final ConvStages stages;

  /**
   * Compiles the given stages.
   *
   * @throws IllegalArgumentException if a kernel is not a {@link Contraction}
   */
  StagesForward(ConvStages stages) {
    this.stages = stages;
    for (List<ConvStage> chain : stages.chains()) {
      for (ConvStage stage : chain) {
        contraction(stage.weight(), stage);
        if (stage.bias() != null) {
          contraction(stage.bias(), stage);
        }
      }
    }
  }

  static Contraction contraction(Function<Factors, FloatTensor> kernel, ConvStage stage) {
    if (kernel instanceof Contraction contraction) {
      return contraction;
    }
    throw new IllegalArgumentException(
        "The weights of stage \""
            + stage.name()
            + "\" are no contraction of factors: its form needs a parameterization of its own");
  }

  /** The sum of all chains, with the layer's bias added once. */
  NDArray apply(NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
    List<List<ConvStage>> chains = stages.chains();
    NDArray sum = chain(chains.get(0), input, factors, chains.size() == 1 ? bias : null);
    for (int i = 1; i < chains.size(); i++) {
      boolean last = i == chains.size() - 1;
      try (NDArray before = sum;
          NDArray next = chain(chains.get(i), input, factors, last ? bias : null)) {
        sum = before.add(next);
      }
    }
    return sum;
  }

  private static NDArray chain(
      List<ConvStage> chain,
      NDArray input,
      Map<String, NDArray> factors,
      @Nullable NDArray layerBias) {
    NDArray current = input;
    for (int s = 0; s < chain.size(); s++) {
      ConvStage stage = chain.get(s);
      boolean takesLayerBias = s == chain.size() - 1 && stage.isLinear();
      NDArray next = stage(stage, current, factors, takesLayerBias ? layerBias : null);
      if (s > 0) {
        current.close(); // what the gradient needs, the engine keeps itself
      }
      current = next;
    }
    if (layerBias != null && !chain.get(chain.size() - 1).isLinear()) {
      return shifted(current, layerBias);
    }
    return current;
  }

  private static NDArray stage(
      ConvStage stage, NDArray input, Map<String, NDArray> factors, @Nullable NDArray layerBias) {
    try (ArrayAlgebra algebra = new ArrayAlgebra(input.getManager(), factors)) {
      NDArray kernel = contraction(stage.weight(), stage).evaluate(algebra);
      NDArray bias =
          stage.bias() == null ? layerBias : contraction(stage.bias(), stage).evaluate(algebra);
      NDArray linear = Convolutions.convolve(stage.conv(), input, kernel, bias);
      if (!stage.relu()) {
        return linear;
      }
      try (linear) {
        return Activation.relu(linear);
      }
    }
  }

  private static NDArray shifted(NDArray output, NDArray bias) {
    long[] perChannel = new long[output.getShape().dimension()];
    Arrays.fill(perChannel, 1);
    perChannel[1] = bias.size();
    NDArray shift = bias.reshape(new Shape(perChannel));
    shift.attach(output.getManager());
    try (shift;
        output) {
      return output.add(shift);
    }
  }
}
