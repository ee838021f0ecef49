package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.POOLING;

import java.util.List;

/** Summaries of windows. */
final class PoolingOperators {
  private PoolingOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        window(named("MaxPool", POOLING))
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.PICKS)
            .inputsSince(Operator.OLDEST, 1, 1, 2)
            .required("kernel_shape", INTS)
            .attribute("storage_order", INT)
            .attributeSince(10, "ceil_mode", INT)
            .attributeSince(10, "dilations", INTS)
            .shapes(ShapeRules::pool)
            .size(SizeRules::pool)
            .evaluated(Pooling.MAX),
        window(named("AveragePool", POOLING))
            .with(OperatorTrait.BETWEEN_BYTES)
            .inputs(1, 1)
            .required("kernel_shape", INTS)
            .attribute("count_include_pad", INT)
            .attributeSince(10, "ceil_mode", INT)
            .attributeSince(19, "dilations", INTS)
            .shapes(ShapeRules::pool)
            .size(SizeRules::pool)
            .evaluated(Pooling.AVERAGE),
        named("LpPool", POOLING).size(SizeRules::pool),
        global("GlobalAveragePool")
            .with(OperatorTrait.BETWEEN_BYTES)
            .evaluated(Pooling.GLOBAL_AVERAGE),
        global("GlobalMaxPool").evaluated(Pooling.GLOBAL_MAX));
  }

  private static OperatorEntry global(String name) {
    return named(name, POOLING).inputs(1, 1).shapes(ShapeRules::globalPool);
  }

  /** What every sliding window has. */
  static OperatorEntry window(OperatorEntry entry) {
    return entry.attribute("auto_pad", STRING).attribute("pads", INTS).attribute("strides", INTS);
  }
}
