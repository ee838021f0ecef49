package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.onnx.graph.TensorShape;

/**
 * What is known of the values of a graph before it runs, node by node in topological order: shapes,
 * element types, and the values of small tensors that are constants or follow from shapes.
 */
public final class ShapeInference {
  private static final int MOST_AXES = 64;

  private final int opset;
  private final Map<String, DoubleTensor> values = new HashMap<>();
  private final Map<String, DataType> types = new HashMap<>();

  /** Nothing is known yet. */
  public ShapeInference(int opset) {
    this.opset = opset;
  }

  /** Records the element type of a value that no node computes. */
  public void declare(String name, DataType type) {
    types.put(name, type);
  }

  /** Records a sound tensor that the model brings and no caller replaces. */
  public void constant(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    types.put(tensor.getName(), type == null ? DataType.UNDEFINED : type);
    if (type == DataType.INT64 && tensor.getDimsCount() == 1 && tensor.getDims(0) <= MOST_AXES) {
      values.put(tensor.getName(), DoubleTensor.of(tensor, "the model"));
    }
  }

  /** The element type of a value, {@code UNDEFINED} where it is not known. */
  public DataType type(String name) {
    return types.getOrDefault(name, DataType.UNDEFINED);
  }

  /**
   * Checks a node of an operator that we know, and infers the shapes of its outputs.
   *
   * @param inputs one shape per input of the node, unknown for one left out
   * @return one shape per output of the node, unknown if the operator is
   * @throws IllegalArgumentException saying what is wrong with the node
   */
  public List<TensorShape> infer(NodeProto node, List<TensorShape> inputs) {
    Optional<Operator> operator = Operators.of(node).filter(o -> o.at(opset).isPresent());
    if (operator.isEmpty()) {
      return node.getOutputList().stream().map(output -> TensorShape.UNKNOWN).toList();
    }
    if (node.getOutputCount() > 0) {
      types.put(
          node.getOutput(0),
          operator.get().outputType(node, node.getInputList().stream().map(this::type).toList()));
    }
    return operator
        .get()
        .infer(
            node,
            new ShapeCall(node, opset, inputs, name -> Optional.ofNullable(values.get(name))));
  }
}
