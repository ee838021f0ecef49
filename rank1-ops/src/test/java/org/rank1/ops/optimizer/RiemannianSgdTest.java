package org.rank1.ops.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.segre.Filters;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

class RiemannianSgdTest {
  private static final ConvSpec CONV = new ConvSpec(4, 6, ConvGeometry.same2d(3));

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static double difference(double[][] a, double[][] b) {
    double sum = 0;
    for (int o = 0; o < a.length; o++) {
      for (int i = 0; i < a[o].length; i++) {
        sum += (a[o][i] - b[o][i]) * (a[o][i] - b[o][i]);
      }
    }
    return Math.sqrt(sum);
  }

  private static double[][] norms(Filters filters) {
    return filters.factors().stream()
        .map(
            factor -> {
              int rows = Math.toIntExact(factor.getShape().get(0));
              float[] values = factor.toFloatArray();
              double[] norms = new double[rows];
              for (int i = 0; i < values.length; i++) {
                norms[i / (values.length / rows)] += (double) values[i] * values[i];
              }
              return norms;
            })
        .toArray(double[][]::new);
  }

  /** The kernels after one step from filters whose norm may be divided otherwise. */
  private double[][] stepped(OptimizerFactory factory, ConvSpec conv, boolean otherGauge) {
    SplittableRandom random = new SplittableRandom(5);
    Filters filters = new Filters(conv, random, engine.manager());
    float[][] target = filters.random(random);
    if (otherGauge) {
      filters.changeGauge(4, 0.3f, -2, 7);
    }
    OptimizerFactory.Optimizer optimizer =
        factory.create(List.of(filters.group()), engine.manager());
    filters.backward(target, true);
    optimizer.step(0.5);
    return filters.kernels();
  }

  @Test
  void aStepDependsOnTheFiltersAndNotOnTheirGaugeAsThatOfSgdDoes() {
    for (ConvSpec conv : Filters.cases()) {
      Filters before = new Filters(conv, new SplittableRandom(5), engine.manager());
      if (before.factors().size() == 1) {
        continue; // nothing to divide a norm among
      }
      OptimizerFactory riemannian = new RiemannianSgd(new RiemannianSgdOptions(0.1, 0.01));
      double[][] here = stepped(riemannian, conv, false);
      double step = difference(here, before.kernels());
      assertThat(difference(here, stepped(riemannian, conv, true)))
          .as("riemannian-sgd, %s", conv)
          .isLessThan(1e-4 * step);
      OptimizerFactory plain = new Sgd(new SgdOptions(0.01, 0));
      double[][] there = stepped(plain, conv, false);
      assertThat(difference(there, stepped(plain, conv, true)))
          .as("sgd, %s", conv)
          .isGreaterThan(0.1 * difference(there, before.kernels()));
    }
  }

  @Test
  void leastSquaresFallAtEveryStepAndAllFactorsKeepTheSameNorm() {
    for (ConvSpec conv : Filters.cases()) {
      SplittableRandom random = new SplittableRandom(11);
      Filters filters = new Filters(conv, random, engine.manager());
      float[][] target = filters.random(random);
      var optimizer =
          new RiemannianSgd(new RiemannianSgdOptions(0.2, 0))
              .create(List.of(filters.group()), engine.manager());
      float last = filters.backward(target, true);
      for (int step = 0; step < 15; step++) {
        optimizer.step(1);
        float loss = filters.backward(target, true);
        assertThat(loss).as("%s at step %d", conv, step).isLessThan(last);
        last = loss;
      }
      double[][] norms = norms(filters);
      for (double[] factor : norms) {
        for (int o = 0; o < factor.length; o++) {
          assertThat(factor[o]).isCloseTo(norms[0][o], within(1e-5 * norms[0][o]));
        }
      }
    }
  }

  @Test
  void withoutGradientDecayShrinksTheKernel() {
    Filters filters = new Filters(CONV, new SplittableRandom(3), engine.manager());
    double[][] before = filters.kernels();
    filters.backward(new float[6][36], false);
    new RiemannianSgd(new RiemannianSgdOptions(0.5, 0.2))
        .create(List.of(filters.group()), engine.manager())
        .step(1);
    for (double[] filter : before) {
      for (int i = 0; i < filter.length; i++) {
        filter[i] *= 0.9;
      }
    }
    assertThat(difference(filters.kernels(), before)).isLessThan(1e-5);
  }

  @Test
  void aFilterOfZerosStaysAndTheOthersMove() {
    Filters filters = new Filters(CONV, new SplittableRandom(3), engine.manager());
    NDArray t = filters.factors().get(0);
    float[] values = t.toFloatArray();
    Arrays.fill(values, 0, 4, 0);
    try (NDArray changed = engine.manager().create(values, t.getShape())) {
      Tensors.assignInPlace(t, changed);
    }
    double[][] before = filters.kernels();
    filters.backward(filters.random(new SplittableRandom(4)), true);
    new RiemannianSgd(new RiemannianSgdOptions())
        .create(List.of(filters.group()), engine.manager())
        .step(1);
    double[][] after = filters.kernels();
    assertThat(Arrays.stream(after[0]).map(Math::abs).max()).hasValue(0);
    for (int o = 1; o < after.length; o++) {
      assertThat(after[o]).isNotEqualTo(before[o]);
    }
    filters.factors().forEach(f -> assertThat(f.toFloatArray()).doesNotContain(Float.NaN));
  }

  @Test
  void factorsOfOneLayerInDifferentGroupsAreRefused() {
    ParameterGroup group = new Filters(CONV, new SplittableRandom(3), engine.manager()).group();
    NDArray t = group.tensors().get("t");
    assertThat(t).isNotNull();
    assertThatThrownBy(
            () ->
                new RiemannianSgd(new RiemannianSgdOptions())
                    .create(
                        List.of(new ParameterGroup(group.layer(), Map.of("t", t))),
                        engine.manager()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("[t, p, q] of layer \"conv\" move together");
  }
}
