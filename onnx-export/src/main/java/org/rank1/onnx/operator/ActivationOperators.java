package org.rank1.onnx.operator;

import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.ACTIVATION;

import java.util.List;

/** Functions of each element by itself. */
final class ActivationOperators {
  private ActivationOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        named("Relu", ACTIVATION).inputs(1, 1).shapes(ShapeRules::same).evaluated(Elementwise.RELU),
        named("LeakyRelu", ACTIVATION).evaluated(Elementwise.LEAKY_RELU),
        named("Clip", ACTIVATION).evaluated(Elementwise.CLIP),
        named("PRelu", ACTIVATION),
        named("Sigmoid", ACTIVATION),
        named("HardSigmoid", ACTIVATION),
        named("HardSwish", ACTIVATION),
        named("Tanh", ACTIVATION),
        named("Elu", ACTIVATION),
        named("Selu", ACTIVATION),
        named("Celu", ACTIVATION),
        named("Softplus", ACTIVATION),
        named("Gelu", ACTIVATION),
        named("Mish", ACTIVATION));
  }
}
