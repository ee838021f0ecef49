package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.model.ModelConstants;
import org.rank1.onnx.operator.DoubleTensor;

/** The tensors that a model brings, as the evaluation reads them. */
final class Constants {
  private final ModelConstants tensors;

  Constants(ModelConstants tensors) {
    this.tensors = tensors;
  }

  boolean has(String name) {
    return tensors.has(name);
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
    return tensors
        .find(name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "The model's value \"%s\" is read before anything produces it."
                        .formatted(name)));
  }
}
