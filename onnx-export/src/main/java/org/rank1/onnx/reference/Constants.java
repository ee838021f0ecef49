package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.operator.DoubleTensor;

/** The tensors that a model brings: initializers and the outputs of Constant nodes. */
final class Constants {
  private final Map<String, TensorProto> tensors = new HashMap<>();

  /** Of a graph. Nothing is decoded before it is read. */
  Constants(GraphProto graph) {
    for (TensorProto tensor : graph.getInitializerList()) {
      tensors.put(tensor.getName(), tensor);
    }
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
        tensors.put(node.getOutput(0), value(node));
      }
    }
  }

  private static TensorProto value(NodeProto node) {
    return node.getAttributeList().stream()
        .flatMap(attribute -> value(attribute).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot evaluate %s: its value must be a tensor, a float or integers."
                        .formatted(NodeName.describe(node))));
  }

  private static Optional<TensorProto> value(AttributeProto attribute) {
    return Optional.ofNullable(
        switch (attribute.getName()) {
          case "value" -> attribute.getT();
          case "value_float" -> OnnxTensors.of("", FloatTensor.filled(List.of(), attribute.getF()));
          case "value_int" -> OnnxTensors.of("", attribute.getI());
          case "value_ints" ->
              OnnxTensors.of(
                  "", attribute.getIntsList().stream().mapToLong(Long::longValue).toArray());
          default -> null;
        });
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** Floats or integers, widened. */
  DoubleTensor value(String name) {
    return DoubleTensor.of(get(name), "the model");
  }

  /** The element type of a constant. */
  DataType type(String name) {
    DataType type = DataType.forNumber(get(name).getDataType());
    return type == null ? DataType.UNDEFINED : type;
  }

  private TensorProto get(String name) {
    TensorProto tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException(
          "The model's value \"%s\" is read before anything produces it.".formatted(name));
    }
    return tensor;
  }
}
