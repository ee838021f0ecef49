package org.rank1.onnx.operator;

import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.ARITHMETIC;

import java.util.List;

/** Computations with several tensors, element by element. */
final class ArithmeticOperators {
  private ArithmeticOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        named("Add", ARITHMETIC)
            .with(
                OperatorTrait.BEFORE_ACTIVATION,
                OperatorTrait.BETWEEN_BYTES,
                OperatorTrait.ALL_INPUTS_ARE_DATA)
            .inputs(2, 2)
            .shapes(ShapeRules::broadcast)
            .evaluated(Elementwise.ADD),
        named("Sum", ARITHMETIC).with(OperatorTrait.BEFORE_ACTIVATION).evaluated(Elementwise.ADD),
        named("Sub", ARITHMETIC).evaluated(Elementwise.SUB),
        named("Mul", ARITHMETIC).evaluated(Elementwise.MUL),
        named("Div", ARITHMETIC).evaluated(Elementwise.DIV));
  }
}
