package org.rank1.ops.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.io.InvalidInputException;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.segre.Filters;
import org.rank1.plugin.Options;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.ParameterGroup;

class ConfiguredOptimizerTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static OptimizerFactory sgd(Map<String, String> different) {
    Map<String, String> options = new HashMap<>(Map.of("learningRate", "1"));
    options.putAll(different);
    return new Sgd(Options.bind(SgdOptions.class, options, "optimizer.groups"));
  }

  private static OptimizerFactory momentum(Map<String, String> different) {
    return new Sgd(Options.bind(MomentumOptions.class, different, "optimizer.groups"));
  }

  private static OptimizerOptions clip(double norm) {
    return new OptimizerOptions(norm, 0, List.of());
  }

  private static OptimizerOptions groups(String... rules) {
    return new OptimizerOptions(0, 0, List.of(rules));
  }

  /** Layers {@code one} and {@code two}, each with weight and bias; all values 1. */
  private List<ParameterGroup> layers() {
    List<ParameterGroup> groups = new ArrayList<>();
    for (String layer : List.of("one", "two")) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put("weight", ones(new Shape(2, 3)));
      tensors.put("bias", ones(new Shape(2)));
      groups.add(new ParameterGroup(new LayerSpec.Dense(layer, NetworkSpec.INPUT, 2), tensors));
    }
    return groups;
  }

  private NDArray ones(Shape shape) {
    NDArray array = engine.manager().ones(shape);
    array.setRequiresGradient(true);
    return array;
  }

  /** Makes each tensor's gradients rise from a number that differs from tensor to tensor. */
  private Map<String, float[]> backward(List<ParameterGroup> groups, float scale) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    NDManager manager = engine.manager();
    try (NDManager batch = manager.newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray sum = batch.zeros(new Shape());
      for (ParameterGroup group : groups) {
        for (Map.Entry<String, NDArray> tensor : group.tensors().entrySet()) {
          float[] gradient = new float[Math.toIntExact(tensor.getValue().size())];
          for (int i = 0; i < gradient.length; i++) {
            gradient[i] = scale * (gradients.size() - 1.5f + i * (i % 2 == 0 ? 0.5f : -0.7f));
          }
          gradients.put(group.path(tensor.getKey()), gradient);
          sum =
              sum.add(
                  batch
                      .create(gradient, tensor.getValue().getShape())
                      .mul(tensor.getValue())
                      .sum());
        }
      }
      collector.backward(sum);
    }
    return gradients;
  }

  private static double norm(Map<String, float[]> gradients) {
    double sum = 0;
    for (float[] gradient : gradients.values()) {
      for (float g : gradient) {
        sum += (double) g * g;
      }
    }
    return Math.sqrt(sum);
  }

  private static Map<String, float[]> values(List<ParameterGroup> groups) {
    Map<String, float[]> values = new LinkedHashMap<>();
    groups.forEach(
        g -> g.tensors().forEach((role, t) -> values.put(g.path(role), t.toFloatArray())));
    return values;
  }

  @Test
  void aLongGradientIsScaledToTheNormBothSignsAlikeAndAShortOneIsLeftAlone() {
    for (float size : new float[] {0.01f, 1, 1000}) {
      List<ParameterGroup> groups = layers();
      var optimizer =
          new ConfiguredOptimizer(clip(2), ConfiguredOptimizerTest::sgd)
              .create(groups, engine.manager());
      Map<String, float[]> gradients = backward(groups, size);
      double scale = Math.min(1, 2 / norm(gradients));
      optimizer.step(1);
      Map<String, float[]> moved = values(groups);
      double length = 0;
      for (Map.Entry<String, float[]> gradient : gradients.entrySet()) {
        float[] now = moved.getOrDefault(gradient.getKey(), new float[0]);
        for (int i = 0; i < now.length; i++) {
          double expected = 1 - scale * gradient.getValue()[i];
          assertThat((double) now[i])
              .as("%s[%d]", gradient.getKey(), i)
              .isCloseTo(expected, within(1e-6));
          length += (1.0 - now[i]) * (1.0 - now[i]);
        }
      }
      assertThat(Math.sqrt(length)).isLessThan(2 + 1e-5);
      if (size < 0.1f) {
        assertThat(scale).isEqualTo(1);
      } else {
        assertThat(Math.sqrt(length)).isCloseTo(2, within(1e-5));
      }
    }
  }

  @Test
  void aGradientOfZeroIsNotDividedByItsNorm() {
    List<ParameterGroup> groups = layers();
    var optimizer =
        new ConfiguredOptimizer(clip(2), ConfiguredOptimizerTest::sgd)
            .create(groups, engine.manager());
    backward(groups, 0);
    optimizer.step(1);
    values(groups).values().forEach(now -> assertThat(now).containsOnly(1));
  }

  @Test
  void decayIsNotClipped() {
    List<ParameterGroup> groups = layers();
    var optimizer =
        new ConfiguredOptimizer(
                new OptimizerOptions(1e-6, 0.5, List.of()), ConfiguredOptimizerTest::sgd)
            .create(groups, engine.manager());
    backward(groups, 1);
    optimizer.step(1);
    values(groups)
        .forEach(
            (path, now) -> {
              for (float value : now) {
                assertThat(value)
                    .as(path)
                    .isCloseTo(path.endsWith("bias") ? 1f : 0.5f, within(1e-5f));
              }
            });
  }

  /** The engine differentiates ½λ‖W‖² through the product; the closed form must agree. */
  @Test
  void frobeniusDecayIsTheGradientOfHalfTheSquareOfTheComposedKernel() {
    for (ConvSpec conv : Filters.cases()) {
      Filters differentiated = new Filters(conv, new SplittableRandom(2), engine.manager());
      Filters closed = new Filters(conv, new SplittableRandom(2), engine.manager());
      int size = conv.fanIn();
      differentiated.backward(new float[conv.outChannels()][size], true);
      closed.backward(new float[conv.outChannels()][size], false);
      sgd(Map.of("learningRate", "0.3"))
          .create(List.of(differentiated.group()), engine.manager())
          .step(0.1);
      new ConfiguredOptimizer(
              new OptimizerOptions(0, 0.1, List.of()), o -> sgd(Map.of("learningRate", "0.3")))
          .create(List.of(closed.group()), engine.manager())
          .step(1);
      for (int k = 0; k < closed.factors().size(); k++) {
        float[] expected = differentiated.factors().get(k).toFloatArray();
        float[] actual = closed.factors().get(k).toFloatArray();
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i])
              .as("%s, factor %d", conv, k)
              .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
        }
      }
    }
  }

  @Test
  void frobeniusDecayRefusesKernelsWithoutAClosedForm() {
    Filters filters =
        new Filters(
            new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.LAST, true)),
            new ConvSpec(2, 4, ConvGeometry.same2d(3)),
            new SplittableRandom(1),
            engine.manager());
    var decaying =
        new ConfiguredOptimizer(
            new OptimizerOptions(0, 0.1, List.of()), ConfiguredOptimizerTest::sgd);
    assertThatThrownBy(() -> decaying.create(List.of(filters.group()), engine.manager()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer \"conv\" of form flattened")
        .hasMessageContaining("conv/* frobeniusDecay=0");
    new ConfiguredOptimizer(
            new OptimizerOptions(0, 0.1, List.of("conv/* frobeniusDecay=0 weightDecay=0.1")),
            ConfiguredOptimizerTest::sgd)
        .create(List.of(filters.group()), engine.manager());
  }

  @Test
  void theLastRuleThatMatchesDecidesOnOptionsAndRate() {
    List<ParameterGroup> groups = layers();
    var optimizer =
        new ConfiguredOptimizer(
                groups("*/bias weightDecay=0.5", "two/* rateFactor=0.5", "two/weight rateFactor=0"),
                ConfiguredOptimizerTest::sgd)
            .create(groups, engine.manager());
    Map<String, float[]> gradients = backward(groups, 1);
    optimizer.step(0.1);
    Map<String, double[]> rateAndDecay =
        Map.of(
            "one/weight", new double[] {0.1, 0},
            "one/bias", new double[] {0.1, 0.5},
            "two/weight", new double[] {0, 0},
            "two/bias", new double[] {0.05, 0});
    values(groups)
        .forEach(
            (path, now) -> {
              double[] own = rateAndDecay.getOrDefault(path, new double[2]);
              float[] gradient = gradients.getOrDefault(path, new float[0]);
              for (int i = 0; i < now.length; i++) {
                assertThat((double) now[i])
                    .as("%s[%d]", path, i)
                    .isCloseTo(1 - own[0] * (gradient[i] + own[1]), within(1e-6));
              }
            });
  }

  @Test
  void rulesThatMatchNothingOrNameNoOptionAreRefused() {
    List<ParameterGroup> groups = layers();
    var unmatched =
        new ConfiguredOptimizer(groups("*/gamma rateFactor=2"), ConfiguredOptimizerTest::sgd);
    assertThatThrownBy(() -> unmatched.create(groups, engine.manager()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "The pattern \"*/gamma\" at optimizer.groups matches no parameter of the network. Parameters: one/weight, one/bias, two/weight, two/bias.");
    assertThatThrownBy(
            () ->
                new ConfiguredOptimizer(
                    groups("*/bias weightDecy=0"), ConfiguredOptimizerTest::sgd))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("weightDecy")
        .hasMessageContaining("Did you mean \"weightDecay\"?");
  }

  @Test
  void stateIsThatOfAllGroupsAndResumesExactly() {
    OptimizerOptions options =
        new OptimizerOptions(1.5, 0.01, List.of("*/bias momentum=0.5 rateFactor=2"));
    var factory = new ConfiguredOptimizer(options, ConfiguredOptimizerTest::momentum);
    List<ParameterGroup> through = layers();
    var first = factory.create(through, engine.manager());
    List<ParameterGroup> again = layers();
    var second = factory.create(again, engine.manager());
    for (int step = 0; step < 3; step++) {
      backward(through, 1 + step);
      first.step(1);
      backward(again, 1 + step);
      second.step(1);
    }
    Map<String, NDArray> state = first.state(engine.manager());
    assertThat(state)
        .containsOnlyKeys(
            "one/weight#velocity",
            "one/weight#step",
            "one/bias#velocity",
            "one/bias#step",
            "two/weight#velocity",
            "two/weight#step",
            "two/bias#velocity",
            "two/bias#step");
    again.forEach(g -> g.tensors().keySet().forEach(role -> second.resetState(g.path(role))));
    second.restore(state);
    backward(through, 5);
    first.step(1);
    backward(again, 5);
    second.step(1);
    Map<String, float[]> expected = values(through);
    values(again).forEach((path, now) -> assertThat(now).isEqualTo(expected.get(path)));
    assertThatThrownBy(() -> second.resetState("one/w")).hasMessageContaining("one/weight");
    Map<String, NDArray> incomplete = new HashMap<>(state);
    incomplete.remove("two/bias#velocity");
    assertThatThrownBy(() -> second.restore(incomplete))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two/bias#velocity");
    Map<String, NDArray> foreign = new HashMap<>(state);
    foreign.put("three/bias#velocity", engine.manager().zeros(new Shape(2)));
    assertThatThrownBy(() -> second.restore(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three/bias");
    Map<String, NDArray> misshapen = new HashMap<>(state);
    misshapen.put("two/bias#velocity", engine.manager().zeros(new Shape(3)));
    assertThatThrownBy(() -> second.restore(misshapen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have shape (2), not (3)");
  }

  @Test
  void nothingIsLeftInAnyManager() {
    Filters filters =
        new Filters(
            new ConvSpec(2, 4, ConvGeometry.same2d(3)), new SplittableRandom(1), engine.manager());
    try (NDManager own = engine.manager().newSubManager()) {
      var optimizer =
          new ConfiguredOptimizer(
                  new OptimizerOptions(0.5, 0.01, List.of("*/t rateFactor=0.1")),
                  ConfiguredOptimizerTest::momentum)
              .create(List.of(filters.group()), own);
      float[][] target = filters.random(new SplittableRandom(2));
      int before = 0;
      for (int step = 0; step < 100; step++) {
        filters.backward(target, true);
        optimizer.step(0.1);
        int now = own.getManagedArrays().size() + engine.manager().getManagedArrays().size();
        assertThat(now).as("arrays after step %d", step).isEqualTo(step == 0 ? now : before);
        before = now;
      }
    }
  }
}
