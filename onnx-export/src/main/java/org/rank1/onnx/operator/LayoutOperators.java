package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.LAYOUT;

import java.util.List;
import org.rank1.onnx.graph.TensorShape;

/** Operators that arrange elements anew; none of them rounds. */
final class LayoutOperators {
  private static final int ANY = Integer.MAX_VALUE;

  private LayoutOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        named("Identity", LAYOUT)
            .with(OperatorTrait.BEFORE_ACTIVATION)
            .inputs(1, 1)
            .shapes(ShapeRules::same)
            .size(SizeRules::first)
            .evaluated(Layout.IDENTITY),
        named("Dropout", LAYOUT)
            .with(OperatorTrait.BEFORE_ACTIVATION)
            .inputsSince(Operator.OLDEST, 1, 1, 2)
            .inputsSince(12, 1, 3, 2)
            .attributeUntil(11, "ratio", FLOAT)
            .attributeSince(12, "seed", INT)
            .shapesOf(call -> List.of(call.shape(0), call.shape(0)))
            .size(SizeRules::first)
            .evaluated(Layout.DROPOUT),
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
        axes("Squeeze", 1).shapesOf(LayoutShapes::squeeze).evaluated(Layout.SQUEEZE),
        axes("Unsqueeze", 2).shapesOf(LayoutShapes::unsqueeze).evaluated(Layout.UNSQUEEZE),
        named("Transpose", LAYOUT)
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.PICKS)
            .inputs(1, 1)
            .attribute("perm", INTS)
            .shapes(ShapeRules::transpose)
            .evaluated(Layout.TRANSPOSE),
        named("Concat", LAYOUT)
            .with(OperatorTrait.BETWEEN_BYTES, OperatorTrait.ALL_INPUTS_ARE_DATA)
            .inputs(1, ANY)
            .required("axis", INT)
            .shapesOf(call -> ShapeRules.concat(call.attributes(), call.shapes()))
            .size(SizeRules::sum)
            .evaluated(Layout.CONCAT),
        named("Slice", LAYOUT)
            .inputsSince(Operator.OLDEST, 1, 1, 1)
            .inputsSince(10, 3, 5, 1)
            .attributeUntil(9, "starts", INTS)
            .attributeUntil(9, "ends", INTS)
            .attributeUntil(9, "axes", INTS)
            .shapesOf(LayoutShapes::slice)
            .size(SizeRules::first)
            .evaluated(Selection.SLICE),
        named("Split", LAYOUT)
            .inputsSince(Operator.OLDEST, 1, 1, ANY)
            .inputsSince(13, 1, 2, ANY)
            .attribute("axis", INT)
            .attributeUntil(12, "split", INTS)
            .attributeSince(18, "num_outputs", INT)
            .shapesOf(LayoutShapes::split)
            .size(SizeRules::first)
            .evaluated(Selection.SPLIT),
        named("Gather", LAYOUT)
            .inputs(2, 2)
            .attribute("axis", INT)
            .shapesOf(LayoutShapes::gather)
            .evaluated(Selection.GATHER),
        named("Expand", LAYOUT)
            .inputsSince(8, 2, 2, 1)
            .shapesOf(LayoutShapes::expand)
            .size(SizeRules::none)
            .evaluated(Selection.EXPAND),
        named("Tile", LAYOUT)
            .inputs(2, 2)
            .shapesOf(LayoutShapes::tile)
            .size(SizeRules::none)
            .evaluated(Selection.TILE),
        named("Pad", LAYOUT)
            .inputsSince(Operator.OLDEST, 1, 1, 1)
            .inputsSince(11, 2, 3, 1)
            .inputsSince(18, 2, 4, 1)
            .attribute("mode", STRING)
            .attributeUntil(10, "pads", INTS)
            .attributeUntil(10, "value", FLOAT)
            .shapesOf(LayoutShapes::pad)
            .size(SizeRules::none)
            .evaluated(Selection.PAD),
        named("DepthToSpace", LAYOUT)
            .inputs(1, 1)
            .required("blocksize", INT)
            .attributeSince(11, "mode", STRING)
            .shapesOf(call -> LayoutShapes.blocks(call, true))
            .evaluated(BlockLayout.DEPTH_TO_SPACE),
        named("SpaceToDepth", LAYOUT)
            .inputs(1, 1)
            .required("blocksize", INT)
            .shapesOf(call -> LayoutShapes.blocks(call, false))
            .evaluated(BlockLayout.SPACE_TO_DEPTH));
  }

  /** Axes are an attribute before opset 13 and an input since. */
  private static OperatorEntry axes(String name, int inputs) {
    return named(name, LAYOUT)
        .inputsSince(Operator.OLDEST, 1, 1, 1)
        .inputsSince(13, inputs, 2, 1)
        .attributeUntil(12, "axes", INTS)
        .size(SizeRules::first);
  }
}
