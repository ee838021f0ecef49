package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.GraphEdit;

/**
 * Writes a graph of floats anew, with every quantized value passing through a {@code
 * QuantizeLinear} and a {@code DequantizeLinear} node, and quantized weights coming out of a {@code
 * DequantizeLinear} node. Runtimes fuse an operator with such nodes on all sides of it.
 *
 * <p>Value {@code v} becomes {@code v/quantized} and {@code v/dequantized}, which is what is read
 * from then on; an output of the graph keeps its name after, and is {@code v/float} before.
 */
final class QuantizedGraph {
  private static final String QUANTIZED = "/quantized";
  private static final String DEQUANTIZED = "/dequantized";
  private static final String FLOAT = "/float";
  private static final String SCALE = "/scale";
  private static final String ZERO_POINT = "/zero_point";

  private final FloatGraph source;
  private final Map<String, TensorShape> shapes;
  private final Map<String, String> roots;
  private final Map<String, ActivationScale> scales;
  private final boolean pairSafe;
  private final GraphEdit edit;
  private final Set<String> scaled = new HashSet<>();
  private final Set<String> declared = new HashSet<>();
  private int linear;

  /**
   * @param source what is written anew
   * @param shapes of its values, as far as they are known
   * @param values which of them become bytes
   * @param scales of those that others share scales with
   * @param pairSafe how weights are quantized
   */
  QuantizedGraph(
      FloatGraph source,
      Map<String, TensorShape> shapes,
      QuantizedValues values,
      Map<String, ActivationScale> scales,
      boolean pairSafe) {
    this.source = source;
    this.shapes = shapes;
    this.roots = values.roots();
    this.scales = scales;
    this.pairSafe = pairSafe;
    this.edit = source.graph().edit();
    source.graph().model().getGraph().getValueInfoList().stream()
        .map(ValueInfoProto::getName)
        .forEach(declared::add);
  }

  /** The nodes with quantized weights that were written. */
  int linearNodes() {
    return linear;
  }

  ModelProto write() {
    roots.keySet().stream()
        .filter(value -> source.graph().producer(value).isEmpty())
        .forEach(value -> bytes(value, value, edit::insertFirst));
    for (NodeProto node : source.graph().nodes()) {
      NodeProto.Builder written = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        String value = node.getInput(i);
        if (roots.containsKey(value)) {
          written.setInput(i, dequantized(value));
        }
      }
      source
          .linear(node)
          .ifPresent(found -> weights(found, written, made -> edit.insertBefore(node, made)));
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (roots.containsKey(node.getOutput(i)) && source.graph().isOutput(node.getOutput(i))) {
          // The node that gives the value its name now is the one back from bytes.
          written.setName(node.getName() + FLOAT).setOutput(i, node.getOutput(i) + FLOAT);
        }
      }
      edit.replace(node, List.of(written.build()));
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (roots.containsKey(node.getOutput(i))) {
          bytes(node.getOutput(i), written.getOutput(i), made -> edit.insertAfter(node, made));
        }
      }
    }
    return edit.removeUnread().apply();
  }

  private String dequantized(String value) {
    return source.graph().isOutput(value) ? value : value + DEQUANTIZED;
  }

  /**
   * The way of an activation through bytes.
   *
   * @param written what it is called before
   * @param nodes takes the nodes
   */
  private void bytes(String value, String written, Consumer<NodeProto> nodes) {
    String root = roots.getOrDefault(value, value);
    ActivationScale scale = scales.get(root);
    if (scale == null) {
      throw new IllegalStateException("Value \"" + root + "\" was not calibrated");
    }
    if (scaled.add(root)) {
      edit.put(OnnxTensors.scalar(root + SCALE, scale.scale()));
      edit.put(OnnxTensors.unsignedByteScalar(root + ZERO_POINT, scale.zeroPoint()));
    }
    List<String> map = List.of(root + SCALE, root + ZERO_POINT);
    nodes.accept(node("QuantizeLinear", written, map, value + QUANTIZED).build());
    nodes.accept(node("DequantizeLinear", value + QUANTIZED, map, dequantized(value)).build());
    TensorShape shape = shapes.getOrDefault(value, TensorShape.UNKNOWN);
    declare(value + QUANTIZED, shape, DataType.UINT8);
    declare(dequantized(value), shape, DataType.FLOAT);
    declare(written, shape, DataType.FLOAT);
  }

  private void declare(String name, TensorShape shape, DataType type) {
    boolean outside = source.graph().isOutput(name) || source.graph().isInput(name);
    if (shape.ranked() && !outside && declared.add(name)) {
      edit.declare(shape.declare(name, type));
    }
  }

  private static NodeProto.Builder node(
      String type, String input, List<String> map, String output) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(type)
        .addInput(input)
        .addAllInput(map)
        .addOutput(output);
  }

  private void weights(LinearNode node, NodeProto.Builder written, Consumer<NodeProto> nodes) {
    linear++;
    ActivationScale input = scales.get(roots.getOrDefault(node.input(), node.input()));
    if (input == null) {
      throw new IllegalStateException("Value \"" + node.input() + "\" was not calibrated");
    }
    FilterWeights filters = FilterWeights.of(node, input.scale(), pairSafe);
    String weight = node.output() + "/weight";
    edit.put(OnnxTensors.of(weight + QUANTIZED, node.weight().shape(), filters.weights()));
    edit.put(OnnxTensors.of(weight + SCALE, filters.scales()));
    edit.put(
        OnnxTensors.of(weight + ZERO_POINT, List.of(node.filters()), new byte[node.filters()]));
    nodes.accept(perFilter(weight, List.of(weight + SCALE, weight + ZERO_POINT)));
    written.setInput(1, weight + DEQUANTIZED);
    if (node.bias().isPresent()) {
      String bias = node.output() + "/bias";
      edit.put(OnnxTensors.of(bias + QUANTIZED, filters.bias()));
      edit.put(OnnxTensors.of(bias + SCALE, filters.biasScales()));
      nodes.accept(perFilter(bias, List.of(bias + SCALE)));
      written.setInput(2, bias + DEQUANTIZED);
    }
  }

  /** Along axis 0. ONNX Runtime fuses a Gemm only if its weights have a zero point, of zeros. */
  private static NodeProto perFilter(String name, List<String> map) {
    return node("DequantizeLinear", name + QUANTIZED, map, name + DEQUANTIZED)
        .addAttribute(NodeAttributes.integerOf("axis", 0))
        .build();
  }
}
