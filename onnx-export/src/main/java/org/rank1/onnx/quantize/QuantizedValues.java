package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.operator.OperatorTrait;
import org.rank1.onnx.operator.Operators;

/**
 * Which activations of a graph become bytes, and which of them share one scale.
 *
 * <p>A convolution reads bytes and writes bytes; where a ReLU alone reads it, the ReLU's output is
 * what becomes bytes, and bytes that start at zero make the ReLU superfluous. Pooling, additions,
 * concatenations and changes of shape stay between bytes where what they write is read as bytes. A
 * fully connected layer reads bytes; it writes them only if somebody reads them.
 *
 * @param roots every value that becomes bytes, in topological order, with the value whose scale it
 *     has: its own, or that of the value from which it was picked without arithmetic
 */
record QuantizedValues(Map<String, String> roots) {
  /** Copies, keeping the order. */
  QuantizedValues {
    roots = Collections.unmodifiableMap(new LinkedHashMap<>(roots));
  }

  static QuantizedValues of(FloatGraph graph) {
    Set<String> bytes = new LinkedHashSet<>();
    List<NodeProto> nodes = graph.graph().nodes();
    for (NodeProto node : nodes) {
      graph
          .linear(node)
          .ifPresent(
              linear -> {
                bytes.add(linear.input());
                if (linear.isConvolution()) {
                  bytes.add(activated(graph, linear.output()));
                }
              });
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      if (Operators.has(node, OperatorTrait.BETWEEN_BYTES)
          && bytes.contains(activated(graph, node.getOutput(0)))) {
        node.getInputList().stream()
            .limit(
                Operators.has(node, OperatorTrait.ALL_INPUTS_ARE_DATA) ? node.getInputCount() : 1)
            .filter(graph::isActivation)
            .forEach(bytes::add);
      }
    }
    return new QuantizedValues(withRoots(graph, bytes));
  }

  /** What a ReLU that alone reads a value makes of it, or the value. */
  private static String activated(FloatGraph graph, String value) {
    return graph
        .graph()
        .onlyReader(value)
        .filter(reader -> FloatGraph.is(reader, "Relu"))
        .map(relu -> relu.getOutput(0))
        .orElse(value);
  }

  private static Map<String, String> withRoots(FloatGraph graph, Set<String> bytes) {
    Map<String, String> roots = new LinkedHashMap<>();
    // The inputs of a graph come first, then what its nodes write, in their order.
    bytes.stream()
        .filter(value -> graph.graph().producer(value).isEmpty())
        .forEach(value -> roots.put(value, value));
    for (NodeProto node : graph.graph().nodes()) {
      for (String value : node.getOutputList()) {
        if (bytes.contains(value)) {
          boolean picked =
              Operators.has(node, OperatorTrait.PICKS) && bytes.contains(node.getInput(0));
          roots.put(value, picked ? roots.getOrDefault(node.getInput(0), value) : value);
        }
      }
    }
    return roots;
  }

  /** The values whose ranges must be known. */
  Set<String> calibrated() {
    return new LinkedHashSet<>(roots.values());
  }
}
