package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.ACTIVATION;
import static org.rank1.onnx.operator.Unary.APPROXIMATED;

import java.util.List;

/** Functions of each element by itself that stand after convolutions. */
final class ActivationOperators {
  private static final float SELU_ALPHA = 1.6732632f;
  private static final float SELU_GAMMA = 1.050701f;

  private ActivationOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        activation("Relu").evaluated(Unary.of(0, 1, 0, x -> Math.max(x, 0))),
        activation("LeakyRelu")
            .attribute("alpha", FLOAT)
            .evaluated(
                new Unary(
                    call -> {
                      double slope = call.real("alpha", 0.01f);
                      return Curve.of(Math.max(1, Math.abs(slope)), 0, x -> x < 0 ? slope * x : x);
                    },
                    1)),
        named("PRelu", ACTIVATION)
            .inputs(2, 2)
            .shapes(ShapeRules::same)
            .evaluated(Arithmetic.PRELU),
        named("Clip", ACTIVATION)
            .inputsSince(Operator.OLDEST, 1, 1, 1)
            .inputsSince(11, 1, 3, 1)
            .attributeUntil(10, "min", FLOAT)
            .attributeUntil(10, "max", FLOAT)
            .shapes(ShapeRules::same)
            .size(SizeRules::first)
            .evaluated(new Unary(ActivationOperators::clip, 0)),
        activation("Sigmoid")
            .evaluated(Unary.of(APPROXIMATED, 0.25, 0.5, SpecialFunctions::sigmoid)),
        activation("HardSigmoid")
            .attribute("alpha", FLOAT)
            .attribute("beta", FLOAT)
            .evaluated(
                new Unary(
                    call -> {
                      double alpha = call.real("alpha", 0.2f);
                      double beta = call.real("beta", 0.5f);
                      return Curve.of(
                          Math.abs(alpha),
                          Math.abs(beta),
                          x -> Math.max(0, Math.min(1, alpha * x + beta)));
                    },
                    2)),
        since(14, "HardSwish")
            .evaluated(Unary.of(5, 1.5, 0, x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)))),
        activation("Tanh").evaluated(Unary.of(APPROXIMATED, 1, 0, Math::tanh)),
        // e^x - 1 near 0 is as inexact as e^x is, so the offset is not f(0) = 0.
        activation("Elu")
            .attribute("alpha", FLOAT)
            .evaluated(new Unary(call -> elu(call.real("alpha", 1), 1), APPROXIMATED)),
        activation("Selu")
            .attribute("alpha", FLOAT)
            .attribute("gamma", FLOAT)
            .evaluated(
                new Unary(
                    call -> elu(call.real("alpha", SELU_ALPHA), call.real("gamma", SELU_GAMMA)),
                    APPROXIMATED)),
        since(12, "Celu")
            .attribute("alpha", FLOAT)
            .evaluated(
                new Unary(
                    call -> {
                      double alpha = call.real("alpha", 1);
                      call.require(
                          alpha > 0, "illegal alpha %s, must be positive".formatted(alpha));
                      return Curve.of(
                          1,
                          alpha,
                          x -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha)));
                    },
                    APPROXIMATED)),
        activation("Softplus")
            .evaluated(Unary.of(APPROXIMATED, 1, Math.log(2), SpecialFunctions::softplus)),
        since(20, "Gelu")
            .attribute("approximate", STRING)
            // The steepest slope of both is 1.1290, at about x = 1.41.
            .evaluated(
                new Unary(
                    call ->
                        call.text("approximate", "none").equals("tanh")
                            ? Curve.of(1.13, 0, SpecialFunctions::tanhGelu)
                            : Curve.of(1.13, 0, SpecialFunctions::gelu),
                    APPROXIMATED)),
        since(18, "Mish")
            // Its steepest slope is 1.0885.
            .evaluated(
                Unary.of(
                    2 * APPROXIMATED, 1.09, 0, x -> x * Math.tanh(SpecialFunctions.softplus(x)))));
  }

  private static OperatorEntry activation(String name) {
    return since(Operator.OLDEST, name);
  }

  private static OperatorEntry since(int opset, String name) {
    return named(name, ACTIVATION)
        .inputsSince(opset, 1, 1, 1)
        .shapes(ShapeRules::same)
        .size(SizeRules::first);
  }

  private static Curve elu(double alpha, double gamma) {
    return Curve.of(
        Math.abs(gamma) * Math.max(1, Math.abs(alpha)),
        Math.abs(gamma * alpha),
        x -> gamma * (x < 0 ? alpha * Math.expm1(x) : x));
  }

  private static Curve clip(OperatorCall call) {
    double min =
        call.opset() < 11
            ? call.real("min", Double.NEGATIVE_INFINITY)
            : limit(call, 1, Double.NEGATIVE_INFINITY);
    double max =
        call.opset() < 11
            ? call.real("max", Double.POSITIVE_INFINITY)
            : limit(call, 2, Double.POSITIVE_INFINITY);
    return Curve.of(1, Math.abs(clipped(0, min, max)), x -> clipped(x, min, max));
  }

  private static double clipped(double x, double min, double max) {
    return Math.min(Math.max(x, min), max);
  }

  private static double limit(OperatorCall call, int input, double otherwise) {
    if (!call.has(input)) {
      return otherwise;
    }
    double[] limit = call.signed(input).data();
    call.require(limit.length == 1, "a limit must be one number");
    return limit[0];
  }
}
