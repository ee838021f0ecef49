package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.operator.OperatorKind;
import org.rank1.onnx.operator.Operators;
import org.rank1.onnx.operator.Values;

/**
 * The values of one evaluation: what is given and computed, over what the model brings.
 *
 * <p>Fixed are constants, what only arranges constants, integers computed from constants, and what
 * follows from shapes, which are known once the input is.
 */
final class RunValues implements Values {
  private final Constants constants;
  private final Map<String, DoubleTensor> values;
  private final Map<String, DataType> types = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();
  private final Set<String> fromShapes = new HashSet<>();

  RunValues(Constants constants, Map<String, DoubleTensor> given) {
    this.constants = constants;
    this.values = new HashMap<>(given);
    given.keySet().forEach(name -> types.put(name, DataType.FLOAT));
  }

  @Override
  public boolean isFixed(String name) {
    return fixed.contains(name) || (!values.containsKey(name) && constants.has(name));
  }

  @Override
  public DoubleTensor get(String name) {
    DoubleTensor value = values.get(name);
    return value == null ? constants.value(name) : value;
  }

  @Override
  public DataType type(String name) {
    DataType computed = types.get(name);
    return computed != null
        ? computed
        : constants.has(name) ? constants.type(name) : DataType.UNDEFINED;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Whether what a node computes follows from shapes. */
  boolean isFromShapes(NodeProto node) {
    return Operators.evaluator(node).readsShapesOnly()
        || (readsFixedOnly(node) && node.getInputList().stream().anyMatch(fromShapes::contains));
  }

  /** Whether what a node computes is fixed. */
  boolean isFixed(NodeProto node) {
    return isFromShapes(node)
        || (readsFixedOnly(node)
            && (Operators.is(node, OperatorKind.LAYOUT) || outputType(node) != DataType.FLOAT));
  }

  private boolean readsFixedOnly(NodeProto node) {
    return node.getInputList().stream().allMatch(name -> name.isEmpty() || isFixed(name));
  }

  DataType outputType(NodeProto node) {
    List<DataType> inputs = node.getInputList().stream().map(this::type).toList();
    return Operators.of(node)
        .map(operator -> operator.outputType(node, inputs))
        .orElse(DataType.UNDEFINED);
  }

  /**
   * Records what a node computed.
   *
   * @param outputs its first outputs
   */
  void put(NodeProto node, List<DoubleTensor> outputs) {
    boolean shapes = isFromShapes(node);
    boolean constant = isFixed(node);
    DataType type = outputType(node);
    for (int i = 0; i < Math.min(outputs.size(), node.getOutputCount()); i++) {
      String name = node.getOutput(i);
      values.put(name, outputs.get(i));
      types.put(name, type);
      if (constant) {
        fixed.add(name);
      }
      if (shapes) {
        fromShapes.add(name);
      }
    }
  }

  void remove(String name) {
    values.remove(name);
  }
}
