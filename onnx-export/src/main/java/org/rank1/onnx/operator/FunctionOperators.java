package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.ARITHMETIC;
import static org.rank1.onnx.operator.Unary.APPROXIMATED;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** Functions of each element by itself that are no activations. */
final class FunctionOperators {
  private FunctionOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        function("Abs").evaluated(Unary.of(0, 1, 0, Math::abs)),
        function("Neg").evaluated(Unary.of(0, 1, 0, x -> -x)),
        since(9, "Erf")
            .evaluated(Unary.of(APPROXIMATED, 2 / Math.sqrt(Math.PI), 0, SpecialFunctions::erf)),
        function("Sin").evaluated(Unary.of(APPROXIMATED, 1, 0, Math::sin)),
        function("Cos").evaluated(Unary.of(APPROXIMATED, 1, 1, Math::cos)),
        function("Atan").evaluated(Unary.of(APPROXIMATED, 1, 0, Math::atan)),
        since(9, "Asinh").evaluated(Unary.of(APPROXIMATED, 1, 1, FunctionOperators::asinh)),
        function("Softsign").evaluated(Unary.of(3, 1, 0, x -> x / (1 + Math.abs(x)))),
        // Nothing bounds the errors of what follows: the steepest slope is infinite, or they jump.
        function("Exp").evaluated(Unary.unbounded(Math::exp)),
        function("Log").evaluated(Unary.unbounded(Math::log)),
        function("Sqrt").evaluated(Unary.unbounded(Math::sqrt)),
        function("Reciprocal").evaluated(Unary.unbounded(x -> 1 / x)),
        function("Tan").evaluated(Unary.unbounded(Math::tan)),
        function("Asin").evaluated(Unary.unbounded(Math::asin)),
        function("Acos").evaluated(Unary.unbounded(Math::acos)),
        since(9, "Sinh").evaluated(Unary.unbounded(Math::sinh)),
        since(9, "Cosh").evaluated(Unary.unbounded(Math::cosh)),
        since(9, "Acosh").evaluated(Unary.unbounded(x -> Math.log(x + Math.sqrt(x * x - 1)))),
        since(9, "Atanh").evaluated(Unary.unbounded(x -> Math.log((1 + x) / (1 - x)) / 2)),
        function("Floor").evaluated(Unary.unbounded(Math::floor)),
        function("Ceil").evaluated(Unary.unbounded(Math::ceil)),
        since(11, "Round").evaluated(Unary.unbounded(Math::rint)),
        since(9, "Sign").evaluated(Unary.unbounded(Math::signum)),
        since(10, "ThresholdedRelu")
            .attribute("alpha", FLOAT)
            .evaluated(
                new Unary(
                    call -> {
                      double alpha = call.real("alpha", 1);
                      return Curve.unbounded(x -> x > alpha ? x : 0);
                    },
                    1)),
        since(9, "Shrink")
            .attribute("bias", FLOAT)
            .attribute("lambd", FLOAT)
            .evaluated(
                new Unary(
                    call -> {
                      double bias = call.real("bias", 0);
                      double lambda = call.real("lambd", 0.5f);
                      return Curve.unbounded(
                          x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0);
                    },
                    1)),
        since(9, "IsNaN")
            .type(DataType.BOOL)
            .evaluated(Unary.unbounded(x -> Double.isNaN(x) ? 1 : 0)),
        function("Not").evaluated(Unary.unbounded(x -> x == 0 ? 1 : Double.isNaN(x) ? x : 0)));
  }

  private static double asinh(double x) {
    return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
  }

  private static OperatorEntry function(String name) {
    return since(Operator.OLDEST, name);
  }

  private static OperatorEntry since(int opset, String name) {
    return named(name, ARITHMETIC)
        .inputsSince(opset, 1, 1, 1)
        .shapes(ShapeRules::same)
        .size(SizeRules::first);
  }
}
