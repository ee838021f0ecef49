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
            .evaluated(new BatchNormalization()),
        same("Softmax", 7, 1).attribute("axis", INT).evaluated(SlicewiseNormalization.SOFTMAX),
        same("LogSoftmax", 7, 1)
            .attribute("axis", INT)
            .evaluated(SlicewiseNormalization.LOG_SOFTMAX),
        same("Hardmax", 7, 1).attribute("axis", INT).evaluated(SlicewiseNormalization.HARDMAX),
        same("LpNormalization", 7, 1)
            .attribute("axis", INT)
            .attribute("p", INT)
            .evaluated(SlicewiseNormalization.LP),
        same("LRN", 7, 1)
            .required("size", INT)
            .attribute("alpha", FLOAT)
            .attribute("beta", FLOAT)
            .attribute("bias", FLOAT)
            .evaluated(new LocalResponse()),
        same("InstanceNormalization", 7, 3)
            .attribute("epsilon", FLOAT)
            .evaluated(MomentNormalization.INSTANCE),
        named("LayerNormalization", NORMALIZATION)
            .inputsSince(17, 2, 3, 3)
            .attribute("axis", INT)
            .attribute("epsilon", FLOAT)
            .attribute("stash_type", INT)
            .shapes(ShapeRules::same)
            .size(SizeRules::first)
            .evaluated(MomentNormalization.LAYER),
        same("GroupNormalization", 18, 3)
            .required("num_groups", INT)
            .attribute("epsilon", FLOAT)
            .attributeSince(21, "stash_type", INT)
            .evaluated(MomentNormalization.GROUP));
  }

  private static OperatorEntry same(String name, int opset, int inputs) {
    return named(name, NORMALIZATION)
        .inputsSince(opset, inputs, inputs, 1)
        .shapes(ShapeRules::same)
        .size(SizeRules::first);
  }
}
