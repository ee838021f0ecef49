package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.OnnxTensors;

/** A graph of floats with who writes and who reads what. */
final class FloatGraph {
  private final GraphProto graph;
  private final String place;
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, List<NodeProto>> readers = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  /**
   * @param place what to call the model in an error
   */
  FloatGraph(GraphProto graph, String place) {
    this.graph = graph;
    this.place = place;
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    // What a caller may replace is no constant.
    graph.getInputList().forEach(input -> initializers.remove(input.getName()));
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(value -> producers.put(value, node));
      node.getInputList()
          .forEach(value -> readers.computeIfAbsent(value, v -> new ArrayList<>()).add(node));
    }
  }

  List<NodeProto> nodes() {
    return graph.getNodeList();
  }

  boolean isOutput(String value) {
    return outputs.contains(value);
  }

  Optional<NodeProto> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** The node that alone reads a value which is no output of the graph. */
  Optional<NodeProto> onlyReader(String value) {
    List<NodeProto> reading = readers.getOrDefault(value, List.of());
    return reading.size() == 1 && !isOutput(value) ? Optional.of(reading.get(0)) : Optional.empty();
  }

  /** Whether a value is computed from the data, and no weight. */
  boolean isActivation(String value) {
    return !value.isEmpty() && !initializers.containsKey(value);
  }

  /** A weight of 32-bit floats that the model brings. */
  Optional<FloatTensor> weight(String name) {
    return Optional.ofNullable(initializers.get(name))
        .filter(tensor -> tensor.getDataType() == DataType.FLOAT.getNumber())
        .map(tensor -> OnnxTensors.floats(tensor, place));
  }

  /** Takes away the initializers that no node reads and the graph does not return. */
  static void dropUnread(GraphProto.Builder graph) {
    Set<String> read = new HashSet<>();
    graph.getNodeList().forEach(node -> read.addAll(node.getInputList()));
    graph.getOutputList().forEach(output -> read.add(output.getName()));
    graph.getInputList().forEach(input -> read.add(input.getName()));
    List<TensorProto> kept =
        graph.getInitializerList().stream().filter(t -> read.contains(t.getName())).toList();
    graph.clearInitializer().addAllInitializer(kept);
  }

  static boolean is(NodeProto node, String... types) {
    return OnnxFile.isDefaultDomain(node.getDomain()) && List.of(types).contains(node.getOpType());
  }

  /** A convolution or fully connected layer with constant weights, or nothing. */
  Optional<LinearNode> linear(NodeProto node) {
    if (!is(node, "Conv", "Gemm") || !isActivation(node.getInput(0)) || !plain(node)) {
      return Optional.empty();
    }
    Optional<FloatTensor> weight = weight(node.getInput(1));
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    Optional<FloatTensor> bias = biased ? weight(node.getInput(2)) : Optional.empty();
    boolean constant = weight.isPresent() && biased == bias.isPresent();
    // The bias of a Gemm may have any shape that broadcasts; ours has one value per unit.
    boolean fits = bias.isEmpty() || bias.get().shape().equals(filters(weight));
    return constant && fits
        ? Optional.of(new LinearNode(node, weight.get(), bias))
        : Optional.empty();
  }

  private static List<Integer> filters(Optional<FloatTensor> weight) {
    return weight.map(tensor -> tensor.shape().subList(0, 1)).orElse(List.of());
  }

  /** A convolution, or a product with a transposed matrix without factors. */
  private static boolean plain(NodeProto node) {
    NodeAttributes attributes = new NodeAttributes(node);
    return is(node, "Conv")
        || (attributes.integer("transB", 0) == 1
            && attributes.integer("transA", 0) == 0
            && attributes.real("alpha", 1) == 1
            && attributes.real("beta", 1) == 1);
  }
}
