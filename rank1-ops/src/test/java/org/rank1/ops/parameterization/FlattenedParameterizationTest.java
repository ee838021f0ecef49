package org.rank1.ops.parameterization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.tensor.Tensors;
import org.rank1.testkit.ConvCases;
import org.rank1.training.FilterParameterization;

class FlattenedParameterizationTest {
  private static final ConvSpec CONV = new ConvSpec(64, 64, ConvGeometry.same2d(3));

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static FormParameterization part(
      int sets, FlattenedOptions.Bias bias, boolean relu, Initializer initializer) {
    return new FormParameterization(
        new FlattenedForm(new FlattenedOptions(sets, bias, relu)), initializer, Execution.CHAIN);
  }

  /** Output, and the gradients of every factor and of the input. */
  private Map<String, float[]> run(
      FilterParameterization part, ConvCases.Case next, Factors factors, float[] input) {
    try (NDManager manager = engine.manager().newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      Map<String, NDArray> live = new LinkedHashMap<>();
      factors.asMap().forEach((name, factor) -> live.put(name, Tensors.copyOf(factor, manager)));
      Shape shape = new Shape(1, next.conv().inChannels()).addAll(Tensors.shape(next.spatial()));
      NDArray batch = manager.create(input, shape);
      Map<String, NDArray> learned = new LinkedHashMap<>(live);
      learned.put("input", batch);
      learned.values().forEach(array -> array.setRequiresGradient(true));
      NDArray output = part.forward(next.conv(), batch, live, null);
      collector.backward(output.mul(output).sum());
      Map<String, float[]> outcome = new LinkedHashMap<>();
      outcome.put("output", output.toFloatArray());
      learned.forEach((name, array) -> outcome.put(name, array.getGradient().toFloatArray()));
      return outcome;
    }
  }

  @Test
  void oneLinearSetIsRank1WithTheSameFactorsForwardAndBackward() {
    FilterParameterization flattened = part(1, FlattenedOptions.Bias.LAST, false, Initializer.JIN);
    FilterParameterization rank1 =
        new FormParameterization(new Rank1Form(), Initializer.HE, Execution.AUTO);
    ConvCases cases = new ConvCases(new SplittableRandom(21));
    for (int i = 0; i < 90; i++) {
      ConvCases.Case next = cases.next();
      Factors factors = cases.factors(new Rank1Form().factors(next.conv()));
      float[] input = new float[next.inputSize()];
      double[] numbers = cases.gaussian(input.length);
      for (int k = 0; k < input.length; k++) {
        input[k] = (float) numbers[k];
      }
      Map<String, float[]> expected = run(rank1, next, factors, input);
      Map<String, float[]> actual = run(flattened, next, factors, input);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      for (Map.Entry<String, float[]> each : expected.entrySet()) {
        float[] found = actual.getOrDefault(each.getKey(), new float[0]);
        double scale = 0;
        for (float value : each.getValue()) {
          scale = Math.max(scale, Math.abs(value));
        }
        assertThat(found).hasSameSizeAs(each.getValue());
        for (int k = 0; k < found.length; k++) {
          assertThat((double) found[k])
              .as("%s[%d] of %s", each.getKey(), k, next)
              .isCloseTo(each.getValue()[k], within(1e-5 * scale));
        }
      }
    }
  }

  @Test
  void theInitializerOfItsAuthorsIsUniformWithTheBoundOfTheChannels() {
    for (int sets = 1; sets <= 2; sets++) {
      ConvSpec conv = new ConvSpec(16, 64, ConvGeometry.same2d(3));
      Factors factors =
          part(sets, FlattenedOptions.Bias.EACH, false, Initializer.JIN)
              .initialize(conv, new SplittableRandom(1));
      factors
          .asMap()
          .forEach(
              (name, factor) -> {
                float largest = 0;
                for (float value : factor.data()) {
                  largest = Math.max(largest, Math.abs(value));
                }
                double bound =
                    name.startsWith("bias") ? 0 : name.endsWith("2") ? 0.125 : 0.25; // 1/√C
                assertThat((double) largest).as(name).isBetween(0.95 * bound, bound);
              });
    }
  }

  /** METHOD: the variance that one set passes on is 1/(3C²). */
  @Test
  void oneSetOfItsAuthorsShrinksTheVarianceBy3TimesTheSquaredChannels() {
    FloatTensor kernel = composed(Initializer.JIN);
    double gain = kernel.norm() * kernel.norm() / CONV.outChannels();
    assertThat(gain * 3 * 64 * 64).isCloseTo(1, within(0.15));
  }

  @Test
  void heIsStatedOnTheComposedKernel() {
    FloatTensor kernel = composed(Initializer.HE);
    double variance = kernel.norm() * kernel.norm() / kernel.size();
    assertThat(variance * CONV.fanIn() / 2).isCloseTo(1, within(0.3));
  }

  private static FloatTensor composed(Initializer initializer) {
    ConvSpec many = new ConvSpec(64, 2048, ConvGeometry.same2d(3));
    FormParameterization part = part(1, FlattenedOptions.Bias.LAST, false, initializer);
    FloatTensor kernel =
        ((Composition.Composable) part.form().composition(many))
            .kernel()
            .apply(part.initialize(many, new SplittableRandom(3)));
    return FloatTensor.of(CONV.kernelShape(), Arrays.copyOf(kernel.data(), 64 * 64 * 9));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void heOfAVariantWithoutAComposedKernelKeepsTheVarianceOfTheSignal(boolean relu) {
    FormParameterization part = part(2, FlattenedOptions.Bias.EACH, relu, Initializer.HE);
    try (NDManager manager = engine.manager().newSubManager()) {
      Map<String, NDArray> factors = new LinkedHashMap<>();
      part.initialize(CONV, new SplittableRandom(4))
          .asMap()
          .forEach((name, factor) -> factors.put(name, Tensors.copyOf(factor, manager)));
      NDArray images =
          Tensors.copyOf(
              Initializers.gaussian(List.of(1, 64, 24, 24), 1, new SplittableRandom(5)), manager);
      float[] output = part.forward(CONV, images, factors, null).toFloatArray();
      double squares = 0;
      for (float value : output) {
        squares += value * value;
      }
      // He's 2 for the ReLU to come; zero padding takes some, and depthwise filters vary a lot.
      assertThat(squares / output.length).isBetween(0.4, 5.0);
    }
  }

  @Test
  void variantsOutOfRangeAreRefused() {
    assertThatThrownBy(
            () ->
                new FlattenedTraining(
                    3, FlattenedOptions.Bias.LAST, false, Initializer.JIN, Execution.AUTO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sets 3");
    assertThat(new FlattenedTraining().form()).isEqualTo(new FlattenedOptions());
  }
}
