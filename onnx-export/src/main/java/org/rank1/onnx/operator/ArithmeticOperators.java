package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.ARITHMETIC;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** Computations with several tensors, element by element. */
final class ArithmeticOperators {
  private static final int ANY = Integer.MAX_VALUE;

  private ArithmeticOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        binary("Add", Arithmetic.ADD)
            .with(
                OperatorTrait.BEFORE_ACTIVATION,
                OperatorTrait.BETWEEN_BYTES,
                OperatorTrait.ALL_INPUTS_ARE_DATA),
        binary("Sub", Arithmetic.SUB),
        binary("Mul", Arithmetic.MUL),
        binary("Div", Arithmetic.DIV),
        binary("Pow", Arithmetic.POW),
        since(10, "Mod", Arithmetic.MOD).attribute("fmod", INT),
        several("Sum", Arithmetic.ADD).with(OperatorTrait.BEFORE_ACTIVATION),
        several("Mean", Arithmetic.MEAN),
        several("Min", Arithmetic.MIN),
        several("Max", Arithmetic.MAX),
        comparison(7, "Equal", Arithmetic.EQUAL),
        comparison(7, "Less", Arithmetic.LESS),
        comparison(7, "Greater", Arithmetic.GREATER),
        comparison(12, "LessOrEqual", Arithmetic.LESS_OR_EQUAL),
        comparison(12, "GreaterOrEqual", Arithmetic.GREATER_OR_EQUAL),
        comparison(7, "And", Arithmetic.AND),
        comparison(7, "Or", Arithmetic.OR),
        comparison(7, "Xor", Arithmetic.XOR),
        named("Where", ARITHMETIC)
            .inputsSince(9, 3, 3, 1)
            .types(TypeRule.ofInput(1, DataType.UNDEFINED))
            .shapesOf(call -> ShapeRules.broadcastAll(call.shapes()))
            .evaluated(new Where()));
  }

  private static OperatorEntry binary(String name, Evaluator evaluator) {
    return since(Operator.OLDEST, name, evaluator);
  }

  private static OperatorEntry since(int opset, String name, Evaluator evaluator) {
    return named(name, ARITHMETIC)
        .inputsSince(opset, 2, 2, 1)
        .shapes(ShapeRules::broadcast)
        .evaluated(evaluator);
  }

  private static OperatorEntry several(String name, Evaluator evaluator) {
    return named(name, ARITHMETIC)
        .inputs(1, ANY)
        .shapesOf(call -> ShapeRules.broadcastAll(call.shapes()))
        .evaluated(evaluator);
  }

  private static OperatorEntry comparison(int opset, String name, Evaluator evaluator) {
    return since(opset, name, evaluator).type(DataType.BOOL);
  }
}
