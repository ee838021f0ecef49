package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.NORMALIZATION;

import java.util.List;

/** Operators that scale and shift by statistics. */
final class NormalizationOperators {
  private NormalizationOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        named("BatchNormalization", NORMALIZATION)
            .with(OperatorTrait.BEFORE_ACTIVATION)
            .inputsSince(Operator.OLDEST, 5, 5, 5)
            .inputsSince(14, 5, 5, 3)
            .attribute("epsilon", FLOAT)
            .attribute("momentum", FLOAT)
            .attributeUntil(8, "spatial", INT)
            .attributeSince(14, "training_mode", INT)
            .shapes(ShapeRules::batchNormalization)
            .evaluated(new BatchNormalization()));
  }
}
