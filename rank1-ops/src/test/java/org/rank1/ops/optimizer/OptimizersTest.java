package org.rank1.ops.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/** Trajectories against the published definitions in double precision. */
class OptimizersTest {
  private static final int SIZE = 5;
  private static final int STEPS = 12;

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  /** A definition: moves {@code w[i]} for gradient g at step t from 1; state starts at zero. */
  private interface Definition {
    double move(double w, double g, double[] state, int t, double factor);
  }

  private static double gradient(int step, int i) {
    return new Random(31L * step + i).nextGaussian();
  }

  private static double factor(int step) {
    return 1.0 / (1 + step % 4);
  }

  private static ParameterGroup group(NDArray weight) {
    return new ParameterGroup(
        new LayerSpec.Dense("layer", NetworkSpec.INPUT, 1), Map.of("weight", weight));
  }

  private NDArray weight(NDManager manager) {
    float[] start = new float[SIZE];
    Arrays.fill(start, 1);
    NDArray weight = manager.create(start, new Shape(SIZE)).duplicate();
    weight.setRequiresGradient(true);
    return weight;
  }

  private static void backward(NDArray weight, int step, NDManager parent) {
    float[] gradients = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      gradients[i] = (float) gradient(step, i);
    }
    try (NDManager batch = parent.newSubManager();
        GradientCollector collector = parent.getEngine().newGradientCollector()) {
      collector.backward(batch.create(gradients).mul(weight).sum());
    }
  }

  private void follows(OptimizerFactory factory, Definition definition) {
    NDManager manager = engine.manager();
    NDArray weight = weight(manager);
    OptimizerFactory.Optimizer optimizer = factory.create(List.of(group(weight)), manager);
    double[] expected = new double[SIZE];
    Arrays.fill(expected, 1);
    double[][] state = new double[SIZE][2];
    for (int step = 0; step < STEPS; step++) {
      backward(weight, step, manager);
      optimizer.step(factor(step));
      float[] actual = weight.toFloatArray();
      for (int i = 0; i < SIZE; i++) {
        expected[i] =
            definition.move(expected[i], gradient(step, i), state[i], step + 1, factor(step));
        assertThat((double) actual[i])
            .as("step %d, element %d", step, i)
            .isCloseTo(expected[i], within(2e-6));
      }
    }
  }

  @Test
  void sgdFollowsItsDefinition() {
    follows(
        new Sgd(new SgdOptions(0.1, 0.02)),
        (w, g, s, t, factor) -> w - 0.1 * factor * (g + 0.02 * w));
  }

  @Test
  void momentumFollowsItsDefinition() {
    follows(
        new Sgd(new MomentumOptions(0.05, 0.9, 0.02)),
        (w, g, velocity, t, factor) -> {
          velocity[0] = 0.9 * velocity[0] + 0.05 * factor * (g + 0.02 * w);
          return w - velocity[0];
        });
  }

  @Test
  void nesterovFollowsItsDefinition() {
    follows(
        new Nesterov(new MomentumOptions(0.05, 0.9, 0.02)),
        (w, g, velocity, t, factor) -> {
          double slope = 0.05 * factor * (g + 0.02 * w);
          velocity[0] = 0.9 * velocity[0] + slope;
          return w - 0.9 * velocity[0] - slope;
        });
  }

  /** In Sutskever's form the gradient is taken where momentum alone would lead. */
  @Test
  void nesterovIsAGradientAheadOfMomentumSeenFromWhereItLooks() {
    double rate = 0.05;
    double momentum = 0.8;
    double position = 1;
    double velocity = 0;
    NDManager manager = engine.manager();
    NDArray weight = weight(manager);
    var optimizer =
        new Nesterov(new MomentumOptions(rate, momentum, 0))
            .create(List.of(group(weight)), manager);
    for (int step = 0; step < STEPS; step++) {
      double ahead = position - momentum * velocity;
      assertThat((double) weight.toFloatArray()[0]).isCloseTo(ahead, within(2e-6));
      velocity = momentum * velocity + rate * 3 * ahead; // of the bowl 3w²/2
      position -= velocity;
      try (NDManager batch = manager.newSubManager();
          GradientCollector collector = manager.getEngine().newGradientCollector()) {
        collector.backward(batch.create(1.5f).mul(weight).mul(weight).sum());
      }
      optimizer.step(1);
    }
  }

  @Test
  void rmsPropFollowsItsDefinitionAlsoWithALargeEpsilon() {
    for (double epsilon : new double[] {1e-8, 0.5}) {
      follows(
          new RmsProp(new RmsPropOptions(0.01, 0.8, epsilon, 0.02)),
          (w, g, square, t, factor) -> {
            double slope = g + 0.02 * w;
            square[0] = 0.8 * square[0] + 0.2 * slope * slope;
            return w - 0.01 * factor * slope / (Math.sqrt(square[0]) + epsilon);
          });
    }
  }

  @Test
  void adagradFollowsItsDefinitionAlsoWithALargeEpsilon() {
    for (double epsilon : new double[] {1e-10, 0.5}) {
      follows(
          new Adagrad(new AdagradOptions(0.1, epsilon, 0.02)),
          (w, g, sum, t, factor) -> {
            double slope = g + 0.02 * w;
            sum[0] += slope * slope;
            return w - 0.1 * factor * slope / (Math.sqrt(sum[0]) + epsilon);
          });
    }
  }

  @Test
  void riemannianSgdMovesWhatIsNoFilterAsSgd() {
    follows(
        new RiemannianSgd(new RiemannianSgdOptions(0.1, 0.02)),
        (w, g, s, t, factor) -> w - 0.1 * factor * (g + 0.02 * w));
  }

  private static double adam(double g, double[] s, int t, double b1, double b2, double epsilon) {
    s[0] = b1 * s[0] + (1 - b1) * g;
    s[1] = b2 * s[1] + (1 - b2) * g * g;
    double mean = s[0] / (1 - Math.pow(b1, t));
    double square = s[1] / (1 - Math.pow(b2, t));
    return mean / (Math.sqrt(square) + epsilon);
  }

  @Test
  void adamFollowsAlgorithmOneAlsoWithALargeEpsilon() {
    for (double epsilon : new double[] {1e-8, 0.5}) {
      follows(
          new Adam(new AdamOptions(0.01, 0.8, 0.95, epsilon, 0.02)),
          (w, g, s, t, factor) -> w - 0.01 * factor * adam(g + 0.02 * w, s, t, 0.8, 0.95, epsilon));
    }
  }

  @Test
  void adamWShrinksWeightsApartFromTheMoments() {
    follows(
        new Adam(new AdamWOptions(0.01, 0.9, 0.999, 1e-8, 0.3)),
        (w, g, s, t, factor) ->
            w * (1 - 0.01 * factor * 0.3) - 0.01 * factor * adam(g, s, t, 0.9, 0.999, 1e-8));
  }

  @Test
  void resetForgetsWhatWasAccumulated() {
    for (OptimizerFactory factory :
        List.of(
            new Sgd(new MomentumOptions()),
            new Nesterov(new MomentumOptions()),
            new Adam(new AdamOptions()),
            new RmsProp(new RmsPropOptions()),
            new Adagrad(new AdagradOptions()))) {
      NDManager manager = engine.manager();
      NDArray weight = weight(manager);
      var optimizer = factory.create(List.of(group(weight)), manager);
      float[][] runs = new float[3][];
      for (int run = 0; run < 3; run++) {
        try (NDArray ones = manager.ones(new Shape(SIZE))) {
          Tensors.assignInPlace(weight, ones);
        }
        for (int step = 0; step < 4; step++) {
          backward(weight, step, manager);
          optimizer.step(1);
        }
        runs[run] = weight.toFloatArray();
        if (run == 0) {
          optimizer.resetState("layer/weight");
        }
      }
      assertThat(runs[1]).isEqualTo(runs[0]);
      assertThat(runs[2]).isNotEqualTo(runs[0]);
      assertThatThrownBy(() -> optimizer.resetState("layer/w"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer/weight");
    }
  }

  @Test
  void illegalOptionsAreRefusedWithTheLegalRange() {
    assertThatThrownBy(() -> new MomentumOptions(0.1, 2, 0))
        .hasMessage("illegal momentum 2.0, must be within [0, 1)");
    assertThatThrownBy(() -> new SgdOptions(0, 0)).hasMessageContaining("learningRate 0.0");
    assertThatThrownBy(() -> new SgdOptions(Double.NaN, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new SgdOptions(0.1, -1)).hasMessageContaining("weightDecay -1.0");
    assertThatThrownBy(() -> new AdamOptions(0.1, 1, 0.9, 1e-8, 0)).hasMessageContaining("beta1");
    assertThatThrownBy(() -> new AdamWOptions(0.1, 0.9, 0.9, 0, 0)).hasMessageContaining("epsilon");
    var optimizer =
        new Sgd(new SgdOptions())
            .create(List.of(group(weight(engine.manager()))), engine.manager());
    assertThatThrownBy(() -> optimizer.step(Double.NaN)).hasMessageContaining("NaN");
  }
}
