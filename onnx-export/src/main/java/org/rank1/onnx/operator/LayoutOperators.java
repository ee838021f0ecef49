package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.LAYOUT;

import java.util.List;
import org.rank1.onnx.graph.TensorShape;

/** Operators that arrange elements anew. */
final class LayoutOperators {
  private LayoutOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        named("Identity", LAYOUT)
            .with(OperatorTrait.BEFORE_ACTIVATION)
            .evaluated(Elementwise.IDENTITY),
        named("Dropout", LAYOUT)
            .with(OperatorTrait.BEFORE_ACTIVATION)
            .evaluated(Elementwise.IDENTITY),
        named("Flatten", LAYOUT)
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.PICKS)
            .inputs(1, 1)
            .attribute("axis", INT)
            .shapes(ShapeRules::flatten)
            .evaluated(Layout.FLATTEN),
        named("Reshape", LAYOUT)
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.PICKS)
            .inputs(2, 2)
            .attributeSince(14, "allowzero", INT)
            .shapesOf(
                call ->
                    List.of(
                        call.integers(1)
                            .map(
                                extents ->
                                    ShapeRules.reshape(call.attributes(), call.shape(0), extents))
                            .orElse(TensorShape.UNKNOWN)))
            .size(SizeRules::first)
            .evaluated(Layout.RESHAPE),
        named("Squeeze", LAYOUT).size(SizeRules::first).evaluated(Layout.SQUEEZE),
        named("Unsqueeze", LAYOUT).size(SizeRules::first).evaluated(Layout.UNSQUEEZE),
        named("Transpose", LAYOUT)
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.PICKS)
            .inputs(1, 1)
            .attribute("perm", INTS)
            .shapes(ShapeRules::transpose)
            .evaluated(Layout.TRANSPOSE),
        named("Concat", LAYOUT)
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.ALL_INPUTS_ARE_DATA)
            .inputs(1, Integer.MAX_VALUE)
            .required("axis", INT)
            .shapesOf(call -> ShapeRules.concat(call.attributes(), call.shapes()))
            .size(SizeRules::sum)
            .evaluated(Layout.CONCAT),
        named("Slice", LAYOUT).size(SizeRules::first),
        named("Split", LAYOUT).size(SizeRules::first));
  }
}
