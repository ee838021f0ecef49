package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.NodeAttributes;

/**
 * A node that multiplies with constant weights.
 *
 * @param node a {@code Conv}, or a {@code Gemm} with a transposed matrix
 * @param weight {@code [O, C/groups, k...]} or {@code [O, C]}
 * @param bias {@code [O]}, where there is one
 */
record LinearNode(NodeProto node, FloatTensor weight, Optional<FloatTensor> bias) {
  String input() {
    return node.getInput(0);
  }

  String output() {
    return node.getOutput(0);
  }

  boolean isConvolution() {
    return node.getOpType().equals("Conv");
  }

  /** O, the number of filters. */
  int filters() {
    return weight.shape().get(0);
  }

  /** Weights per filter. */
  int fanIn() {
    return filters() == 0 ? 0 : weight.size() / filters();
  }

  private int groups() {
    return Math.toIntExact(new NodeAttributes(node).integer("group", 1));
  }

  /** Whether every filter reads one channel only. */
  boolean isDepthwise() {
    return isConvolution() && weight.shape().get(1) == 1 && groups() > 1;
  }

  /** The channel that a filter of a depthwise convolution reads. */
  int channel(int filter) {
    return filter / (filters() / groups());
  }
}
