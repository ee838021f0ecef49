package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;

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
  private final GraphProto.Builder target;
  private final Set<String> scaled = new HashSet<>();
  private int linear;

  /**
   * @param graph what is written anew
   * @param shapes of its values, as far as they are known
   * @param values which of them become bytes
   * @param scales of those that others share scales with
   * @param pairSafe how weights are quantized
   */
  QuantizedGraph(
      GraphProto graph,
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
    this.target = graph.toBuilder().clearNode();
  }

  /** The nodes with quantized weights that were written. */
  int linearNodes() {
    return linear;
  }

  GraphProto write() {
    roots.keySet().stream()
        .filter(value -> source.producer(value).isEmpty())
        .forEach(value -> bytes(value, value));
    for (NodeProto node : source.nodes()) {
      NodeProto.Builder written = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        String value = node.getInput(i);
        if (roots.containsKey(value)) {
          written.setInput(i, dequantized(value));
        }
      }
      source.linear(node).ifPresent(found -> weights(found, written));
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (roots.containsKey(node.getOutput(i)) && source.isOutput(node.getOutput(i))) {
          // The node that gives the value its name now is the one back from bytes.
          written.setName(node.getName() + FLOAT).setOutput(i, node.getOutput(i) + FLOAT);
        }
      }
      target.addNode(written);
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (roots.containsKey(node.getOutput(i))) {
          bytes(node.getOutput(i), written.getOutput(i));
        }
      }
    }
    FloatGraph.dropUnread(target);
    return target.build();
  }

  private String dequantized(String value) {
    return source.isOutput(value) ? value : value + DEQUANTIZED;
  }

  /**
   * The way of an activation through bytes.
   *
   * @param written what it is called before
   */
  private void bytes(String value, String written) {
    String root = roots.getOrDefault(value, value);
    ActivationScale scale = scales.get(root);
    if (scale == null) {
      throw new IllegalStateException("Value \"" + root + "\" was not calibrated");
    }
    if (scaled.add(root)) {
      target.addInitializer(OnnxTensors.scalar(root + SCALE, scale.scale()));
      target.addInitializer(OnnxTensors.unsignedByteScalar(root + ZERO_POINT, scale.zeroPoint()));
    }
    List<String> map = List.of(root + SCALE, root + ZERO_POINT);
    add("QuantizeLinear", written, map, value + QUANTIZED);
    add("DequantizeLinear", value + QUANTIZED, map, dequantized(value));
    TensorShape shape = shapes.getOrDefault(value, TensorShape.UNKNOWN);
    declare(value + QUANTIZED, shape, DataType.UINT8);
    declare(dequantized(value), shape, DataType.FLOAT);
    declare(written, shape, DataType.FLOAT);
  }

  private void declare(String name, TensorShape shape, DataType type) {
    boolean declared =
        target.getValueInfoList().stream().map(ValueInfoProto::getName).anyMatch(name::equals);
    boolean outside =
        source.isOutput(name)
            || target.getInputList().stream().map(ValueInfoProto::getName).anyMatch(name::equals);
    if (shape.ranked() && !declared && !outside) {
      target.addValueInfo(shape.declare(name, type));
    }
  }

  private NodeProto.Builder add(String type, String input, List<String> map, String output) {
    return target
        .addNodeBuilder()
        .setName(output)
        .setOpType(type)
        .addInput(input)
        .addAllInput(map)
        .addOutput(output);
  }

  private void weights(LinearNode node, NodeProto.Builder written) {
    linear++;
    ActivationScale input = scales.get(roots.getOrDefault(node.input(), node.input()));
    if (input == null) {
      throw new IllegalStateException("Value \"" + node.input() + "\" was not calibrated");
    }
    FilterWeights filters = FilterWeights.of(node, input.scale(), pairSafe);
    String weight = node.output() + "/weight";
    target.addInitializer(
        OnnxTensors.of(weight + QUANTIZED, node.weight().shape(), filters.weights()));
    target.addInitializer(OnnxTensors.of(weight + SCALE, filters.scales()));
    target.addInitializer(
        OnnxTensors.of(weight + ZERO_POINT, List.of(node.filters()), new byte[node.filters()]));
    perFilter(weight, List.of(weight + SCALE, weight + ZERO_POINT));
    written.setInput(1, weight + DEQUANTIZED);
    if (node.bias().isPresent()) {
      String bias = node.output() + "/bias";
      target.addInitializer(OnnxTensors.of(bias + QUANTIZED, filters.bias()));
      target.addInitializer(OnnxTensors.of(bias + SCALE, filters.biasScales()));
      perFilter(bias, List.of(bias + SCALE));
      written.setInput(2, bias + DEQUANTIZED);
    }
  }

  /** Along axis 0. ONNX Runtime fuses a Gemm only if its weights have a zero point, of zeros. */
  private void perFilter(String name, List<String> map) {
    add("DequantizeLinear", name + QUANTIZED, map, name + DEQUANTIZED)
        .addAttribute(NodeAttributes.integerOf("axis", 0));
  }
}
