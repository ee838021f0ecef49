package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.REDUCTION;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** Operators that summarize whole axes. */
final class ReductionOperators {
  private ReductionOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        // Sums and extremes have bounds on their rounding errors; what follows them has none.
        reduction("ReduceSum", 13).evaluated(Reduction.SUM),
        reduction("ReduceMean", 18).evaluated(Reduction.MEAN),
        reduction("ReduceMax", 18).evaluated(Reduction.MAX),
        reduction("ReduceMin", 18).evaluated(Reduction.MIN),
        reduction("ReduceL1", 18).evaluated(Reduction.L1),
        reduction("ReduceL2", 18).evaluated(Reduction.L2),
        reduction("ReduceProd", 18).evaluated(Reduction.PROD),
        reduction("ReduceSumSquare", 18).evaluated(Reduction.SUM_SQUARE),
        reduction("ReduceLogSum", 18).evaluated(Reduction.LOG_SUM),
        reduction("ReduceLogSumExp", 18).evaluated(Reduction.LOG_SUM_EXP),
        extreme("ArgMax").evaluated(Extreme.LARGEST),
        extreme("ArgMin").evaluated(Extreme.SMALLEST));
  }

  /**
   * @param opset the first in which axes are an input
   */
  private static OperatorEntry reduction(String name, int opset) {
    return named(name, REDUCTION)
        .inputsSince(Operator.OLDEST, 1, 1, 1)
        .inputsSince(opset, 1, 2, 1)
        .attribute("keepdims", INT)
        .attributeUntil(opset - 1, "axes", INTS)
        .attributeSince(opset, "noop_with_empty_axes", INT)
        .shapesOf(LayoutShapes::reduce)
        .size(SizeRules::first);
  }

  private static OperatorEntry extreme(String name) {
    return named(name, REDUCTION)
        .inputs(1, 1)
        .attribute("axis", INT)
        .attribute("keepdims", INT)
        .attributeSince(12, "select_last_index", INT)
        .type(DataType.INT64)
        .shapesOf(LayoutShapes::extreme)
        .size(SizeRules::first);
  }
}
