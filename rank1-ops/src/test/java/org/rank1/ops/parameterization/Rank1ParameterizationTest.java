package org.rank1.ops.parameterization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.EngineExtension;
import org.rank1.testkit.ConvCases;

class Rank1ParameterizationTest {
  private static final int BATCH = 2;
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static FormParameterization part(Execution execution) {
    return new FormParameterization(new Rank1Form(), Initializer.HE, execution);
  }

  /** Output and the gradients of input, factors and bias. */
  private record Outcome(Map<String, double[]> arrays, double loss) {}

  /**
   * Runs a convolution forward and back in one precision; the gradients are those of the sum of the
   * output times fixed weights.
   *
   * @param magnitudes whether to replace every number by its magnitude
   */
  private Outcome run(
      Execution execution,
      ConvCases.Case next,
      Map<String, double[]> numbers,
      DataType type,
      boolean magnitudes) {
    ConvSpec conv = next.conv();
    try (NDManager manager = engine.manager().newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      Map<String, NDArray> live = new LinkedHashMap<>();
      Map<String, NDArray> factors = new LinkedHashMap<>();
      for (var factor : new Rank1Form().factors(conv)) {
        long[] extents = factor.shape().stream().mapToLong(e -> e).toArray();
        NDArray array =
            array(manager, numbers, factor.name(), new Shape(extents), type, magnitudes);
        factors.put(factor.name(), array);
        live.put(factor.name(), array);
      }
      long[] extents = new long[2 + next.spatial().size()];
      extents[0] = BATCH;
      extents[1] = conv.inChannels();
      for (int a = 0; a < next.spatial().size(); a++) {
        extents[2 + a] = next.spatial().get(a);
      }
      live.put("input", array(manager, numbers, "input", new Shape(extents), type, magnitudes));
      live.put(
          "bias", array(manager, numbers, "bias", new Shape(conv.outChannels()), type, magnitudes));
      live.values().forEach(each -> each.setRequiresGradient(true));
      NDArray output = part(execution).forward(conv, live.get("input"), factors, live.get("bias"));
      NDArray weights = array(manager, numbers, "weights", output.getShape(), type, magnitudes);
      NDArray loss = output.mul(weights).sum();
      collector.backward(loss);
      Map<String, double[]> outcome = new LinkedHashMap<>();
      outcome.put("output", doubles(output));
      live.forEach((name, each) -> outcome.put(name, doubles(each.getGradient())));
      return new Outcome(outcome, doubles(loss)[0]);
    }
  }

  private static NDArray array(
      NDManager manager,
      Map<String, double[]> numbers,
      String name,
      Shape shape,
      DataType type,
      boolean magnitudes) {
    double[] values = Arrays.copyOf(numbers.get(name), Math.toIntExact(shape.size()));
    if (magnitudes) {
      Arrays.setAll(values, i -> Math.abs(values[i]));
    }
    return manager.create(values, shape).toType(type, true);
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, true).toDoubleArray();
  }

  private static Map<String, double[]> numbers(ConvCases.Case next, ConvCases cases) {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    for (var factor : new Rank1Form().factors(next.conv())) {
      numbers.put(factor.name(), cases.gaussian(Math.toIntExact(factor.size())));
    }
    int outputs =
        next.conv().geometry().outputSize(next.spatial()).stream().reduce(1, Math::multiplyExact);
    numbers.put("input", cases.gaussian(BATCH * next.inputSize()));
    numbers.put("bias", cases.gaussian(next.conv().outChannels()));
    numbers.put("weights", cases.gaussian(BATCH * next.conv().outChannels() * outputs));
    return numbers;
  }

  /**
   * Each element of output and gradients is a sum of products of the numbers put in; rounding moves
   * it by at most γ_n times the same sum of magnitudes, which the engine computes as well.
   */
  @Test
  void bothExecutionsEqualTheExactOutputAndGradientsWithinRounding() {
    ConvCases cases = new ConvCases(new SplittableRandom(11));
    double worst = 0;
    for (int i = 0; i < 150; i++) {
      ConvCases.Case next = cases.next();
      Map<String, double[]> numbers = numbers(next, cases);
      Outcome exact = run(Execution.COMPOSED, next, numbers, DataType.FLOAT64, false);
      Outcome magnitude = run(Execution.COMPOSED, next, numbers, DataType.FLOAT64, true);
      // The longest sum is over the batch and all positions, or over all filters and taps.
      int terms =
          numbers.get("weights").length
              + next.conv().fanIn()
              + next.conv().outChannels() * next.conv().geometry().taps()
              + 8;
      double gamma = terms * UNIT_ROUNDOFF / (1 - terms * UNIT_ROUNDOFF);
      for (Execution execution : Execution.values()) {
        Outcome actual = run(execution, next, numbers, DataType.FLOAT32, false);
        for (String name : exact.arrays().keySet()) {
          double[] expected = exact.arrays().get(name);
          double[] found = actual.arrays().get(name);
          double[] scale = magnitude.arrays().get(name);
          assertThat(found).hasSameSizeAs(expected);
          for (int k = 0; k < found.length; k++) {
            double bound = gamma * scale[k];
            assertThat(Math.abs(found[k] - expected[k]))
                .as("%s %s[%d] of %s", execution, name, k, next)
                .isLessThanOrEqualTo(bound);
            worst = bound == 0 ? worst : Math.max(worst, Math.abs(found[k] - expected[k]) / bound);
          }
        }
      }
    }
    assertThat(worst).as("worst error over bound").isBetween(1e-3, 1.0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Execution.class,
      names = {"FACTORIZED", "COMPOSED"})
  void gradientsOfEveryElementEqualFiniteDifferences(Execution execution) {
    ConvCases cases = new ConvCases(new SplittableRandom(12));
    double step = 1e-3; // the loss is linear in each element, so only rounding counts
    for (int i = 0; i < 12; i++) {
      ConvCases.Case next = cases.next();
      Map<String, double[]> numbers = numbers(next, cases);
      Outcome at = run(execution, next, numbers, DataType.FLOAT64, false);
      for (var factor : new Rank1Form().factors(next.conv())) {
        double[] values = numbers.get(factor.name());
        for (int k = 0; k < values.length; k++) {
          double kept = values[k];
          values[k] = kept + step;
          double above = run(execution, next, numbers, DataType.FLOAT64, false).loss();
          values[k] = kept - step;
          double below = run(execution, next, numbers, DataType.FLOAT64, false).loss();
          values[k] = kept;
          assertThat(at.arrays().get(factor.name())[k])
              .as("%s[%d] of %s", factor.name(), k, next)
              .isCloseTo((above - below) / (2 * step), within(1e-8 * (1 + Math.abs(at.loss()))));
        }
      }
    }
  }

  @Test
  void autoFactorizesWhereChannelsOutweighStrides() {
    assertThat(lowering(conv(3, 1, 1))).isEqualTo(Lowering.COMPOSED);
    assertThat(lowering(conv(8, 1, 1))).isEqualTo(Lowering.POINTWISE_DEPTHWISE);
    assertThat(lowering(conv(16, 2, 1))).isEqualTo(Lowering.COMPOSED);
    assertThat(lowering(conv(32, 2, 1))).isEqualTo(Lowering.POINTWISE_DEPTHWISE);
    assertThat(lowering(conv(32, 1, 8))).isEqualTo(Lowering.COMPOSED);
  }

  private static String lowering(ConvSpec conv) {
    return Execution.AUTO.lowering(new Rank1Form(), conv);
  }

  private static ConvSpec conv(int channels, int stride, int groups) {
    ConvAxis axis = new ConvAxis(3, stride, 1, 1, 1);
    return new ConvSpec(channels, 64, new ConvGeometry(List.of(axis, axis), groups));
  }

  private static ConvSpec same(int axes, int channels, int filters) {
    return new ConvSpec(
        channels, filters, new ConvGeometry(Collections.nCopies(axes, ConvAxis.same(3)), 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"HE", "XAVIER", "SPECTRAL"})
  void varianceOfTheComposedKernelIsAsStated(Initializer initializer) {
    for (int axes = 1; axes <= 3; axes++) {
      ConvSpec conv = axes == 1 ? same(1, 24, 3000) : same(axes, 24, 1000);
      double variance =
          initializer == Initializer.XAVIER
              ? 2.0 / (conv.fanIn() + (double) conv.outChannels() * conv.geometry().taps())
              : 2.0 / conv.fanIn();
      Factors factors =
          new FormParameterization(new Rank1Form(), initializer, Execution.AUTO)
              .initialize(conv, new SplittableRandom(3));
      FloatTensor kernel =
          ((Composition.Composable) new Rank1Form().composition(conv)).kernel().apply(factors);
      double sum = 0;
      for (float value : kernel.data()) {
        sum += value;
      }
      double sample = kernel.norm() * kernel.norm() / kernel.size();
      assertThat(sample / variance).as("%s, %d axes", initializer, axes).isCloseTo(1, within(0.15));
      assertThat(sum / kernel.size()).isCloseTo(0, within(5 * Math.sqrt(variance / 1000)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theAuthorsUniformFactorsHaveAComposedVarianceThatForgetsTheChannels(int axes) {
    ConvSpec conv = same(axes, 24, 2000);
    FloatTensor kernel = composed(conv, Initializer.UNIFORM);
    double sample = kernel.norm() * kernel.norm() / kernel.size();
    assertThat(sample * Math.pow(12, axes + 1)).isCloseTo(1, within(0.15));
  }

  @Test
  void xavierForEachFactorIsStatedOnTheFactor() {
    ConvSpec conv = same(2, 24, 2000);
    Factors factors = part(Initializer.XAVIER_PER_FACTOR).initialize(conv, new SplittableRandom(3));
    factors
        .asMap()
        .forEach(
            (name, factor) -> {
              double fans = 2000 + factor.shape().get(1);
              double sample = factor.norm() * factor.norm() / factor.size();
              assertThat(sample * fans / 2).as(name).isCloseTo(1, within(0.05));
            });
  }

  private static FormParameterization part(Initializer initializer) {
    return new FormParameterization(new Rank1Form(), initializer, Execution.AUTO);
  }

  private static FloatTensor composed(ConvSpec conv, Initializer initializer) {
    Factors factors = part(initializer).initialize(conv, new SplittableRandom(3));
    return ((Composition.Composable) new Rank1Form().composition(conv)).kernel().apply(factors);
  }

  @ParameterizedTest
  @EnumSource(names = {"HE", "XAVIER", "SPECTRAL"})
  void factorsStartWithBalancedNorms(Initializer initializer) {
    ConvSpec conv = same(2, 32, 400);
    Factors factors =
        new FormParameterization(new Rank1Form(), initializer, Execution.AUTO)
            .initialize(conv, new SplittableRandom(3));
    List<Double> norms = new ArrayList<>();
    factors.asMap().values().forEach(factor -> norms.add(factor.norm()));
    assertThat(norms).hasSize(3);
    for (double norm : norms) {
      assertThat(norm / norms.get(0)).isCloseTo(1, within(0.1));
    }
  }

  @Test
  void spectralFiltersHaveTheNormsOfDenseOnes() {
    ConvSpec conv = same(2, 16, 50);
    Factors factors =
        new FormParameterization(new Rank1Form(), Initializer.SPECTRAL, Execution.AUTO)
            .initialize(conv, new SplittableRandom(5));
    FloatTensor dense =
        new FormParameterization(new DenseForm(), Initializer.HE, Execution.COMPOSED)
            .initialize(conv, new SplittableRandom(5))
            .get("w");
    FloatTensor kernel =
        ((Composition.Composable) new Rank1Form().composition(conv)).kernel().apply(factors);
    int each = conv.fanIn();
    for (int o = 0; o < 50; o++) {
      double expected = 0;
      double actual = 0;
      for (int i = o * each; i < (o + 1) * each; i++) {
        expected += (double) dense.data()[i] * dense.data()[i];
        actual += (double) kernel.data()[i] * kernel.data()[i];
      }
      assertThat(actual).isCloseTo(expected, within(1e-5 * expected));
    }
  }
}
