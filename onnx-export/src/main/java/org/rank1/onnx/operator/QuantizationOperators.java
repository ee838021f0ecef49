package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.QUANTIZATION;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The way to bytes and back. */
final class QuantizationOperators {
  private static final int FIRST = 10;

  private QuantizationOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        blocks(named("QuantizeLinear", QUANTIZATION))
            .attributeSince(19, "saturate", INT)
            .attributeSince(21, "output_dtype", INT)
            .attributeSince(23, "precision", INT)
            .types(TypeRule.ofInput(2, DataType.UINT8))
            .evaluated(Quantization.QUANTIZE),
        blocks(named("DequantizeLinear", QUANTIZATION))
            .attributeSince(23, "output_dtype", INT)
            .types(TypeRule.ofInput(1, DataType.FLOAT))
            .evaluated(Quantization.DEQUANTIZE));
  }

  private static OperatorEntry blocks(OperatorEntry entry) {
    return entry
        .inputsSince(FIRST, 2, 3, 1)
        .attributeSince(13, "axis", INT)
        .attributeSince(21, "block_size", INT)
        .shapes(ShapeRules::quantization);
  }
}
