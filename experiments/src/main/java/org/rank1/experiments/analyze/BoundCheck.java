package org.rank1.experiments.analyze;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.inspect.ConvolutionNode;

/** Holds the outputs of a convolution's filters of rank one against {@link LowRankBound}. */
final class BoundCheck {
  private final ConvolutionNode conv;
  private final double threshold;
  private final List<Optional<RankOneFilter>> filters;
  private @Nullable SpectrumMean combined;
  private @Nullable SpectrumMean outputs;
  private long checked;
  private long violated;
  private long singularValues;
  private long aboveRounding;
  private double largestRatio;

  BoundCheck(ConvolutionNode conv, double threshold) {
    this.conv = conv;
    this.threshold = threshold;
    int[] extents = conv.kernel().shape().stream().skip(1).mapToInt(Integer::intValue).toArray();
    int size = conv.kernel().size() / conv.filters();
    this.filters =
        IntStream.range(0, conv.filters())
            .mapToObj(o -> RankOneFilter.of(conv.kernel().data(), o * size, extents))
            .toList();
  }

  /** One filter on one image. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Outcome(double[] combined, double[] output, double worst, int aboveRounding) {}

  /**
   * Checks all filters on an image.
   *
   * @param inputs {@code [N, C, spatial...]}, what the convolution read
   * @param results {@code [N, O, spatial...]}, what the runtime made of it, bias included
   */
  void add(FloatTensor inputs, FloatTensor results, int image) {
    if (inputs.shape().get(1) != conv.channelsPerGroup() * conv.groups()
        || results.shape().get(1) != conv.filters()) {
      throw new InvalidInputException(
          "Convolution \"%s\" with kernel %s made %s of %s."
              .formatted(conv.name(), conv.kernel().shape(), results.shape(), inputs.shape()));
    }
    int channels = inputs.shape().get(1);
    int plane = inputs.size() / inputs.shape().get(0) / channels;
    int from = image * channels * plane;
    double[] norms = new double[channels];
    for (int c = 0; c < channels; c++) {
      norms[c] = norm(inputs.data(), from + c * plane, plane);
    }
    List<Outcome> outcomes =
        IntStream.range(0, conv.filters())
            .parallel()
            .boxed()
            .flatMap(
                o -> filters.get(o).map(f -> check(f, o, inputs, results, image, norms)).stream())
            .toList();
    for (Outcome outcome : outcomes) {
      if (combined == null || outputs == null) {
        combined = new SpectrumMean(outcome.combined().length, threshold);
        outputs = new SpectrumMean(outcome.output().length, threshold);
      }
      combined.add(outcome.combined());
      outputs.add(outcome.output());
      checked++;
      violated += outcome.worst() <= 1 ? 0 : 1;
      largestRatio = Math.max(largestRatio, outcome.worst());
      singularValues += outcome.output().length;
      aboveRounding += outcome.aboveRounding();
    }
  }

  private Outcome check(
      RankOneFilter filter,
      int o,
      FloatTensor inputs,
      FloatTensor results,
      int image,
      double[] norms) {
    int first = conv.firstChannel(o);
    int group = conv.channelsPerGroup();
    int plane = inputs.size() / inputs.shape().get(0) / inputs.shape().get(1);
    double[] z = new double[plane];
    for (int c = 0; c < group; c++) {
      int from = (image * inputs.shape().get(1) + first + c) * plane;
      for (int i = 0; i < plane; i++) {
        z[i] += filter.t()[c] * inputs.data()[from + i];
      }
    }
    int positions = results.size() / results.shape().get(0) / conv.filters();
    double[] y =
        FeatureMaps.widened(results.data(), (image * conv.filters() + o) * positions, positions);
    double bias = conv.bias().map(b -> (double) b.data()[o]).orElse(0.0);
    for (int i = 0; i < positions; i++) {
      y[i] -= bias;
    }
    double[] input = SingularValues.of(z, inputs.shape().get(2), plane / inputs.shape().get(2));
    double[] output =
        SingularValues.of(y, results.shape().get(2), positions / results.shape().get(2));
    LowRankBound bound =
        LowRankBound.of(
            filter,
            input,
            Arrays.copyOfRange(norms, first, first + group),
            bias,
            positions,
            conv.kernel().size() / conv.filters());
    return new Outcome(input, output, bound.worst(output), bound.aboveRounding(output));
  }

  private static double norm(float[] data, int from, int size) {
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      sum += (double) data[i] * data[i];
    }
    return Math.sqrt(sum);
  }

  /** All so far. */
  BoundResult result() {
    return new BoundResult(
        conv.filters(),
        (int) filters.stream().filter(Optional::isPresent).count(),
        checked,
        violated,
        largestRatio,
        singularValues == 0 ? 0 : (double) aboveRounding / singularValues,
        combined == null ? null : combined.spectrum(),
        outputs == null ? null : outputs.spectrum());
  }
}
