package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOATS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.LAYOUT;

import java.util.List;

/** Operators that sample maps more or less densely. */
final class ResizeOperators {
  private static final int SINCE_ROI = 11;

  private ResizeOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        resampling("Resize")
            .inputsSince(10, 2, 2, 1)
            .inputsSince(SINCE_ROI, 3, 4, 1)
            .inputsSince(13, 1, 4, 1)
            .attributeSince(SINCE_ROI, "coordinate_transformation_mode", STRING)
            .attributeSince(SINCE_ROI, "cubic_coeff_a", FLOAT)
            .attributeSince(SINCE_ROI, "exclude_outside", INT)
            .attributeSince(SINCE_ROI, "extrapolation_value", FLOAT)
            .attributeSince(SINCE_ROI, "nearest_mode", STRING)
            .attributeSince(18, "antialias", INT)
            .attributeSince(18, "axes", INTS)
            .attributeSince(18, "keep_aspect_ratio_policy", STRING),
        resampling("Upsample")
            .inputsSince(7, 1, 1, 1)
            .inputsSince(9, 2, 2, 1)
            .attributeUntil(8, "scales", FLOATS));
  }

  private static OperatorEntry resampling(String name) {
    return named(name, LAYOUT)
        .attribute("mode", STRING)
        .shapesOf(Resampling::shapes)
        .size(SizeRules::none)
        .evaluated(new Resampling());
  }
}
