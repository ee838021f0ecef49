package org.rank1.ops.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rank1.filter.TensorSpec;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkSpec;
import org.rank1.training.FilterParameterization;

/**
 * What each kind of layer computes. Every result is a new array, owned by the manager of the first
 * input.
 */
final class LayerForward {
  private static final int CHANNELS = 1;

  private final NetworkSpec network;
  private final Function<LayerSpec.Convolution, FilterParameterization> parameterizations;

  LayerForward(
      NetworkSpec network,
      Function<LayerSpec.Convolution, FilterParameterization> parameterizations) {
    this.network = network;
    this.parameterizations = parameterizations;
  }

  NDArray apply(
      LayerSpec layer, List<NDArray> inputs, Map<String, NDArray> tensors, boolean training) {
    NDArray input = inputs.get(0);
    // Sealed, but not yet switchable on Java 17.
    if (layer instanceof LayerSpec.Convolution conv) {
      return convolution(conv, input, tensors);
    } else if (layer instanceof LayerSpec.BatchNorm norm) {
      return batchNorm(norm, input, tensors, training);
    } else if (layer instanceof LayerSpec.Relu) {
      return Activation.relu(input);
    } else if (layer instanceof LayerSpec.MaxPool pool) {
      return Pooling.max(input, pool.window());
    } else if (layer instanceof LayerSpec.AveragePool pool) {
      return Pooling.average(input, pool.window(), pool.countPadding());
    } else if (layer instanceof LayerSpec.GlobalAveragePool) {
      return Pooling.globalAverage(input);
    } else if (layer instanceof LayerSpec.Add) {
      return sum(inputs);
    } else if (layer instanceof LayerSpec.Concat) {
      return input
          .getNDArrayInternal()
          .concat(new NDList(inputs.subList(1, inputs.size())), CHANNELS);
    } else if (layer instanceof LayerSpec.Flatten) {
      return input.reshape(new Shape(input.getShape().get(0), -1));
    } else if (layer instanceof LayerSpec.Dense) {
      return input
          .getNDArrayInternal()
          .linear(input, tensors.get(LayerTensors.WEIGHT), tensors.get(LayerTensors.BIAS))
          .singletonOrThrow();
    } else if (layer instanceof LayerSpec.Dropout dropout) {
      return Dropout.dropout(input, (float) dropout.rate(), training).singletonOrThrow();
    }
    throw new IllegalArgumentException("No forward for layer " + layer);
  }

  private NDArray convolution(
      LayerSpec.Convolution layer, NDArray input, Map<String, NDArray> tensors) {
    var conv = network.convSpec(layer);
    Map<String, NDArray> factors = new LinkedHashMap<>();
    for (TensorSpec factor : layer.form().factors(conv)) {
      factors.put(factor.name(), tensors.get(factor.name()));
    }
    return parameterizations
        .apply(layer)
        .forward(conv, input, factors, layer.bias() ? tensors.get(LayerTensors.BIAS) : null);
  }

  private static NDArray batchNorm(
      LayerSpec.BatchNorm layer, NDArray input, Map<String, NDArray> tensors, boolean training) {
    return BatchNorm.batchNorm(
            input,
            tensors.get(LayerTensors.MEAN),
            tensors.get(LayerTensors.VARIANCE),
            tensors.get(LayerTensors.GAMMA),
            tensors.get(LayerTensors.BETA),
            CHANNELS,
            (float) layer.momentum(),
            (float) layer.epsilon(),
            training)
        .singletonOrThrow();
  }

  private static NDArray sum(List<NDArray> inputs) {
    NDArray sum = inputs.get(0).add(inputs.get(1));
    for (NDArray input : inputs.subList(2, inputs.size())) {
      try (NDArray before = sum) {
        sum = before.add(input);
      }
    }
    return sum;
  }
}
