package org.rank1.onnx.export;

import java.util.List;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;

/**
 * Normalization inside the graph: raw pixels, 0 to 255, per channel times a scale plus a shift.
 *
 * <p>One {@code BatchNormalization} with mean 0, variance 1 and epsilon 0: runtimes compute from it
 * exactly the scale and shift that are outside the graph applied to bytes, in one pass over the
 * image, where {@code Mul} and {@code Add} are two.
 *
 * <p>It is never folded into the convolution that follows: that one pads with zeros after the
 * normalization. With folded weights its padding would be a raw 0, a black pixel, which is
 * something else than a normalized 0, an average one, so the borders would come out wrong.
 */
final class InputNormalization {
  private InputNormalization() {}

  /**
   * Writes the node, named {@code input/normalized}.
   *
   * @throws IllegalArgumentException if the contract is for another number of channels
   */
  static OnnxValue write(
      OnnxGraphBuilder graph, OnnxValue input, FeatureShape shape, InputContract contract) {
    int channels = shape.channels();
    if (contract.mean().size() != channels) {
      throw new IllegalArgumentException(
          "its normalization has %d channels, its input %d"
              .formatted(contract.mean().size(), channels));
    }
    FloatTensor scale = FloatTensor.zeros(List.of(channels));
    FloatTensor shift = FloatTensor.zeros(List.of(channels));
    for (int c = 0; c < channels; c++) {
      scale.data()[c] = contract.scale(c);
      shift.data()[c] = contract.shift(c);
    }
    return graph.batchNormalization(
        NetworkSpec.INPUT + "/normalized",
        input,
        Finite.require(NetworkSpec.INPUT, "scale", scale),
        Finite.require(NetworkSpec.INPUT, "shift", shift),
        FloatTensor.zeros(List.of(channels)),
        FloatTensor.filled(List.of(channels), 1),
        0);
  }
}
