package org.rank1.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.FilterParameterization;

/**
 * Measures how long one convolution takes in training, forward and backward, on numbers drawn for
 * it.
 */
final class ExecutionTimer {
  private static final int WARM_UP_ROUNDS = 2;
  private static final int ROUNDS = 7;
  private static final long SEED = 1;

  private final NDManager device;
  private final int batchSize;

  /** Measures on a device, with batches of a size. */
  ExecutionTimer(NDManager device, int batchSize) {
    this.device = device;
    this.batchSize = batchSize;
  }

  /** What is timed. */
  private record Layer(
      ConvSpec conv, NDArray input, Map<String, NDArray> factors, NDArray weights) {}

  /**
   * Median seconds of a forward and a backward pass, for each execution; all take turns, so that
   * whatever else the machine does meets all alike.
   *
   * @param executions by name, at least one; the first draws the factors for all
   * @param input shape of an image as the layer reads it
   * @param first whether nothing before the layer learns, so that its input needs no gradient
   */
  Map<String, Double> seconds(
      Map<String, FilterParameterization> executions,
      ConvSpec conv,
      FeatureShape input,
      boolean first) {
    List<String> names = List.copyOf(executions.keySet());
    List<FilterParameterization> candidates = List.copyOf(executions.values());
    try (NDManager manager = device.newSubManager()) {
      Layer layer = layer(candidates.get(0), conv, input, first, manager);
      double[][] seconds = new double[candidates.size()][ROUNDS];
      for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
        for (int i = 0; i < seconds.length; i++) {
          seconds[i][Math.max(0, round)] = seconds(candidates.get(i), layer, manager);
        }
      }
      Map<String, Double> medians = new LinkedHashMap<>();
      for (int i = 0; i < seconds.length; i++) {
        Arrays.sort(seconds[i]);
        medians.put(names.get(i), seconds[i][ROUNDS / 2]);
      }
      return medians;
    }
  }

  private Layer layer(
      FilterParameterization parameterization,
      ConvSpec conv,
      FeatureShape input,
      boolean first,
      NDManager manager) {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, NDArray> factors = new LinkedHashMap<>();
    parameterization
        .initialize(conv, random)
        .asMap()
        .forEach(
            (name, factor) -> {
              NDArray array = Tensors.copyOf(factor, manager);
              array.setRequiresGradient(true);
              factors.put(name, array);
            });
    NDArray images = channelsLast(conv.inChannels(), input.spatial(), random, manager);
    images.setRequiresGradient(!first);
    List<Integer> output = conv.geometry().outputSize(input.spatial());
    return new Layer(
        conv, images, factors, channelsLast(conv.outChannels(), output, random, manager));
  }

  /** Gaussians {@code [N, C, spatial...]} with channels-last strides, as layers pass them on. */
  private NDArray channelsLast(
      int channels, List<Integer> spatial, SplittableRandom random, NDManager manager) {
    int axes = spatial.size();
    List<Integer> shape =
        IntStream.concat(
                IntStream.concat(IntStream.of(batchSize), spatial.stream().mapToInt(size -> size)),
                IntStream.of(channels))
            .boxed()
            .toList();
    int[] channelsFirst =
        IntStream.concat(IntStream.of(0, axes + 1), IntStream.rangeClosed(1, axes)).toArray();
    FloatTensor values = Initializers.gaussian(shape, 1, random);
    return Tensors.copyOf(values, manager).transpose(channelsFirst);
  }

  private static double seconds(FilterParameterization candidate, Layer layer, NDManager parent) {
    long begin = System.nanoTime();
    try (NDManager scope = parent.newSubManager();
        GradientCollector gradients = parent.getEngine().newGradientCollector()) {
      NDArray input = Tensors.view(layer.input(), layer.input().getShape(), scope);
      NDArray output = candidate.forward(layer.conv(), input, layer.factors(), null);
      NDArray loss = output.mul(layer.weights()).sum();
      gradients.backward(loss);
      loss.getFloat(); // waits for the device
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
