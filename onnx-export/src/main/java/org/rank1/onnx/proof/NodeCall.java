package org.rank1.onnx.proof;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.ConvAxis;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.Window;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.operator.DoubleTensor;

/** One node with what it reads: forms of the data, and constants. */
final class NodeCall {
  private final NodeProto node;
  private final NodeAttributes attributes;
  private final ModelGraph graph;
  private final Map<String, ArrangedForm> values;

  NodeCall(NodeProto node, ModelGraph graph, Map<String, ArrangedForm> values) {
    this.node = node;
    this.attributes = new NodeAttributes(node);
    this.graph = graph;
    this.values = values;
  }

  String type() {
    return node.getOpType();
  }

  NodeAttributes attributes() {
    return attributes;
  }

  int inputs() {
    return node.getInputCount();
  }

  boolean has(int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  boolean isConstant(int input) {
    return has(input) && graph.isFixed(node.getInput(input));
  }

  /** An input that depends on the data. */
  ArrangedForm form(int input) {
    ArrangedForm form = has(input) ? values.get(node.getInput(input)) : null;
    if (form == null) {
      throw refused("input " + input + " does not depend on the data");
    }
    return form;
  }

  /** An input of floats that the model brings, and no caller replaces. */
  DoubleTensor constant(int input) {
    return DoubleTensor.of(
        Optional.of(input)
            .filter(this::has)
            .flatMap(present -> graph.constants().floats(node.getInput(present)))
            .orElseThrow(() -> refused("input " + input + " is no constant of 32-bit floats")));
  }

  Optional<DoubleTensor> optional(int input) {
    return has(input) ? Optional.of(constant(input)) : Optional.empty();
  }

  long[] integers(int input) {
    return Optional.of(input)
        .filter(this::has)
        .map(node::getInput)
        .filter(value -> !graph.constants().isReplaceable(value))
        .flatMap(graph.constants()::find)
        .map(tensor -> OnnxTensors.longs(tensor, "the model"))
        .orElseThrow(() -> refused("input " + input + " is no constant of integers"));
  }

  /** An axis number, counted from the end if negative. */
  int axis(long axis, int order) {
    require(axis >= -order && axis < order, "axis " + axis + " does not exist");
    return (int) (axis < 0 ? axis + order : axis);
  }

  /**
   * The window of a convolution or pooling node.
   *
   * @param kernel taps for each axis
   */
  List<ConvAxis> window(List<Long> kernel, ArrangedForm input) {
    require(input.order() == kernel.size() + 2, "its window and its input have different axes");
    Window window = Window.of(attributes, kernel);
    require(!window.ceil(), "ceil_mode is not 0");
    List<ConvAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < kernel.size(); axis++) {
      axes.add(window.resolved(axis, Dimension.of(input.shape().get(axis + 2))));
    }
    return axes;
  }

  void require(boolean condition, String otherwise) {
    if (!condition) {
      throw refused(otherwise);
    }
  }

  IrreducibleException refused(String reason) {
    return new IrreducibleException(reason);
  }
}
