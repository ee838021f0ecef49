package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.rank1.onnx.graph.NodeAttributes;

/** Which element type an operator's outputs have. */
@FunctionalInterface
interface TypeRule {
  /** The outputs have the type of the first input. */
  TypeRule SAME = (attributes, inputs) -> inputs.isEmpty() ? DataType.UNDEFINED : inputs.get(0);

  /**
   * The element type of the first output, {@code UNDEFINED} where it is not known.
   *
   * @param inputs one type per input of the node
   */
  DataType of(NodeAttributes attributes, List<DataType> inputs);

  /** The outputs have the same type whatever the inputs have. */
  static TypeRule always(DataType type) {
    return (attributes, inputs) -> type;
  }

  /** The outputs have the type of one of the inputs, or another where it is left out. */
  static TypeRule ofInput(int input, DataType otherwise) {
    return (attributes, inputs) ->
        input < inputs.size() && inputs.get(input) != DataType.UNDEFINED
            ? inputs.get(input)
            : otherwise;
  }
}
