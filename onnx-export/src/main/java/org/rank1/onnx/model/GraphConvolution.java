package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;

/**
 * A convolution of a graph, with everything resolved that makes it one.
 *
 * @param node the {@code Conv} node
 * @param spec channels, groups, and the window: kernel, strides, pads, dilations
 * @param kernel {@code [O, C/groups, k...]}
 * @param bias {@code [O]}, where there is one
 */
public record GraphConvolution(
    NodeProto node, ConvSpec spec, FloatTensor kernel, Optional<FloatTensor> bias) {

  /** The node's name, or that of its output where it has none. */
  public String name() {
    return node.getName().isEmpty() ? output() : node.getName();
  }

  /** The value it reads. */
  public String input() {
    return node.getInput(0);
  }

  /** The value it writes. */
  public String output() {
    return node.getOutput(0);
  }
}
