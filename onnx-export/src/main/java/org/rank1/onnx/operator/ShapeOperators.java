package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOATS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRINGS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.TENSOR;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.SHAPE;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.TensorShape;

/** Operators that tell shapes, make tensors of them, or go from one element type to another. */
final class ShapeOperators {
  private ShapeOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        named("Shape", SHAPE)
            .inputs(1, 1)
            .attributeSince(15, "start", INT)
            .attributeSince(15, "end", INT)
            .type(DataType.INT64)
            .shapesOf(ShapeOperators::shape)
            .evaluated(Extents.SHAPE),
        named("Size", SHAPE)
            .inputs(1, 1)
            .type(DataType.INT64)
            .shapesOf(call -> List.of(TensorShape.of(List.of())))
            .evaluated(Extents.SIZE),
        named("ConstantOfShape", SHAPE)
            .inputsSince(9, 1, 1, 1)
            .attribute("value", TENSOR)
            .types((attributes, inputs) -> typeOf(attributes, "value", DataType.FLOAT))
            .shapesOf(call -> LayoutShapes.spelled(call, 0))
            .size(SizeRules::none)
            .evaluated(Extents.CONSTANT_OF_SHAPE),
        named("Range", SHAPE)
            .inputsSince(11, 3, 3, 1)
            .shapesOf(ShapeOperators::range)
            .size(SizeRules::none)
            .evaluated(Extents.RANGE),
        named("Constant", SHAPE)
            .inputs(0, 0)
            .attribute("value", TENSOR)
            .attribute("sparse_value", AttributeProto.AttributeType.SPARSE_TENSOR)
            .attributeSince(12, "value_float", FLOAT)
            .attributeSince(12, "value_floats", FLOATS)
            .attributeSince(12, "value_int", INT)
            .attributeSince(12, "value_ints", INTS)
            .attributeSince(12, "value_string", STRING)
            .attributeSince(12, "value_strings", STRINGS)
            .types(ShapeOperators::constantType)
            .shapesOf(ShapeOperators::constant)
            .evaluated(Extents.CONSTANT),
        named("Cast", SHAPE)
            .inputs(1, 1)
            .required("to", INT)
            .attributeSince(19, "saturate", INT)
            .types((attributes, inputs) -> number(attributes.integer("to", 0)))
            .shapes(ShapeRules::same)
            .size(SizeRules::first)
            .evaluated(Casting.BY_ATTRIBUTE),
        named("CastLike", SHAPE)
            .inputsSince(15, 2, 2, 1)
            .attributeSince(19, "saturate", INT)
            .types(TypeRule.ofInput(1, DataType.UNDEFINED))
            .shapes(ShapeRules::same)
            .size(SizeRules::first)
            .evaluated(Casting.BY_INPUT));
  }

  private static DataType number(long type) {
    DataType known = DataType.forNumber((int) type);
    return known == null ? DataType.UNDEFINED : known;
  }

  private static DataType typeOf(NodeAttributes attributes, String name, DataType otherwise) {
    AttributeProto value = attributes.asMap().get(name);
    return value == null ? otherwise : number(value.getT().getDataType());
  }

  private static DataType constantType(NodeAttributes attributes, List<DataType> inputs) {
    if (attributes.has("value_float") || attributes.has("value_floats")) {
      return DataType.FLOAT;
    }
    if (attributes.has("value_int") || attributes.has("value_ints")) {
      return DataType.INT64;
    }
    return typeOf(attributes, "value", DataType.UNDEFINED);
  }

  private static List<TensorShape> constant(ShapeCall call) {
    NodeAttributes attributes = call.attributes();
    AttributeProto value = attributes.asMap().get("value");
    if (value != null) {
      return List.of(
          TensorShape.of(value.getT().getDimsList().stream().mapToLong(Long::longValue).toArray()));
    }
    for (String list : List.of("value_ints", "value_floats", "value_strings")) {
      AttributeProto found = attributes.asMap().get(list);
      if (found != null) {
        int count = found.getIntsCount() + found.getFloatsCount() + found.getStringsCount();
        return List.of(TensorShape.of(count));
      }
    }
    boolean scalar = attributes.has("value_int") || attributes.has("value_float");
    return List.of(scalar ? TensorShape.of(List.of()) : TensorShape.UNKNOWN);
  }

  private static List<TensorShape> shape(ShapeCall call) {
    TensorShape input = call.shape(0);
    return List.of(
        input.ranked()
            ? TensorShape.of(Extents.range(call.attributes(), input.rank()).count())
            : TensorShape.of(List.of(Dimension.UNKNOWN)));
  }

  private static List<TensorShape> range(ShapeCall call) {
    TensorShape open = TensorShape.of(List.of(Dimension.UNKNOWN));
    double[] limits = new double[3];
    for (int i = 0; i < limits.length; i++) {
      double[] limit = call.value(i).map(DoubleTensor::data).orElse(new double[0]);
      if (limit.length != 1 || Double.isNaN(limit[0])) {
        return List.of(open);
      }
      limits[i] = limit[0];
    }
    double count = Extents.count(limits[0], limits[1], limits[2]);
    return List.of(count <= Integer.MAX_VALUE ? TensorShape.of((long) count) : open);
  }
}
