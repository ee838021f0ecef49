package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Map;
import org.rank1.onnx.graph.NodeAttributes;

/**
 * A node among values whose sizes are known or bounded.
 *
 * @param node the node
 * @param sizes elements of its inputs, and of its outputs where the cost is asked for
 * @param shapes of its inputs as far as they are known, -1 for an extent that is not
 */
public record SizedNode(NodeProto node, Map<String, Double> sizes, Map<String, long[]> shapes) {
  int inputs() {
    return node.getInputCount();
  }

  /** Elements of an input, 0 where there is none. */
  double size(int input) {
    return input < inputs() ? sizes.getOrDefault(node.getInput(input), 0.0) : 0;
  }

  double outputSize() {
    return node.getOutputCount() == 0 ? 0 : sizes.getOrDefault(node.getOutput(0), 0.0);
  }

  /** Extents of an input; none where nothing is known. */
  long[] shape(int input) {
    return input < inputs() ? shapes.getOrDefault(node.getInput(input), new long[0]) : new long[0];
  }

  NodeAttributes attributes() {
    return new NodeAttributes(node);
  }
}
