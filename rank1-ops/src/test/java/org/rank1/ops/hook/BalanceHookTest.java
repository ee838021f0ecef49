package org.rank1.ops.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.segre.Filters;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.ProjectOptions.OptimizerState;
import org.rank1.training.TrainingHook;

class BalanceHookTest {
  private static final ConvSpec CONV = new ConvSpec(4, 8, ConvGeometry.same2d(3));

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static final class Run implements TrainingHook.Context, OptimizerFactory.Optimizer {
    private final List<ParameterGroup> groups;
    private final List<String> resets = new ArrayList<>();
    private long step;
    private int epoch;

    Run(ParameterGroup... groups) {
      this.groups = List.of(groups);
    }

    @Override
    public NetworkSpec network() {
      return new NetworkBuilder("unused", FeatureShape.of(1, 1, 1), new DenseForm())
          .flatten("flatten")
          .build();
    }

    @Override
    public List<ParameterGroup> groups() {
      return groups;
    }

    @Override
    public OptimizerFactory.Optimizer optimizer() {
      return this;
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public int epoch() {
      return epoch;
    }

    @Override
    public double progress() {
      return 0;
    }

    @Override
    public void step(double rateFactor) {}

    @Override
    public void resetState(String path) {
      resets.add(path);
    }
  }

  private static double[] norms(NDArray factor) {
    int rows = Math.toIntExact(factor.getShape().get(0));
    float[] values = factor.toFloatArray();
    double[] norms = new double[rows];
    for (int i = 0; i < values.length; i++) {
      norms[i / (values.length / rows)] += (double) values[i] * values[i];
    }
    return Arrays.stream(norms).map(Math::sqrt).toArray();
  }

  /** Each element is a product of d factors, each rounded a few times. */
  private static void checkBalancedAndUnchanged(Filters filters, double[][] before, String what) {
    double[][] after = filters.kernels();
    int order = filters.factors().size();
    double bound = 16 * order * Math.pow(2, -24);
    for (int o = 0; o < before.length; o++) {
      for (int i = 0; i < before[o].length; i++) {
        assertThat(after[o][i])
            .as("%s, filter %d", what, o)
            .isCloseTo(before[o][i], within(bound * Math.abs(before[o][i]) + 1e-37));
      }
    }
    double[] first = norms(filters.factors().get(0));
    for (NDArray factor : filters.factors()) {
      double[] norms = norms(factor);
      for (int o = 0; o < norms.length; o++) {
        assertThat(norms[o])
            .as("%s, filter %d", what, o)
            .isCloseTo(first[o], within(1e-5 * first[o]));
      }
    }
  }

  @Test
  void theKernelsStayTheSameAndAllFactorsHaveTheSameNorm() {
    SplittableRandom random = new SplittableRandom(1);
    for (FilterForm form :
        List.of(
            new Rank1Form(),
            new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.LAST, false)))) {
      for (ConvSpec conv : Filters.cases()) {
        Filters filters = new Filters(form, conv, random, engine.manager());
        if (filters.factors().size() > 1) {
          filters.changeGauge(3, -0.2f, 1e-4f, 5e6f, 1);
        }
        double[][] before = filters.kernels();
        new BalanceHook(new BalanceOptions()).atEnd(new Run(filters.group()));
        checkBalancedAndUnchanged(filters, before, form.name() + " " + conv);
      }
    }
  }

  @Test
  void balancingTwiceIsBalancingOnce() {
    Filters filters = new Filters(CONV, new SplittableRandom(1), engine.manager());
    BalanceHook hook = new BalanceHook(new BalanceOptions());
    Run run = new Run(filters.group());
    hook.atEnd(run);
    double[][] once = filters.kernels();
    hook.atEnd(run);
    checkBalancedAndUnchanged(filters, once, "twice");
  }

  @Test
  void aFilterOfZerosStaysAsItIs() {
    Filters filters = new Filters(CONV, new SplittableRandom(1), engine.manager());
    NDArray p = filters.factors().get(1);
    float[] values = p.toFloatArray();
    Arrays.fill(values, 3, 6, 0);
    try (NDArray changed = engine.manager().create(values, p.getShape())) {
      Tensors.assignInPlace(p, changed);
    }
    float[] t = Arrays.copyOfRange(filters.factors().get(0).toFloatArray(), 4, 8);
    new BalanceHook(new BalanceOptions()).atEnd(new Run(filters.group()));
    assertThat(Arrays.copyOfRange(filters.factors().get(0).toFloatArray(), 4, 8)).isEqualTo(t);
    assertThat(Arrays.stream(filters.kernels()[1]).map(Math::abs).max()).hasValue(0);
    assertThat(filters.kernels()[2]).doesNotContain(Double.NaN, 0.0);
  }

  @Test
  void otherFormsAreLeftAlone() {
    for (FilterForm form :
        List.of(
            new DenseForm(),
            new FlattenedForm(new FlattenedOptions(2, FlattenedOptions.Bias.LAST, false)))) {
      Filters filters = new Filters(form, CONV, new SplittableRandom(1), engine.manager());
      List<float[]> before = filters.factors().stream().map(NDArray::toFloatArray).toList();
      Run run = new Run(filters.group());
      new BalanceHook(new BalanceOptions("end", OptimizerState.RESET)).atEnd(run);
      for (int k = 0; k < before.size(); k++) {
        assertThat(filters.factors().get(k).toFloatArray()).isEqualTo(before.get(k));
      }
      assertThat(run.resets).isEmpty();
    }
  }

  @Test
  void balancesWhenAskedAndResetsTheStateOnlyThen() {
    Filters filters = new Filters(CONV, new SplittableRandom(1), engine.manager());
    BalanceHook hook = new BalanceHook(new BalanceOptions("step:2", OptimizerState.RESET));
    Run run = new Run(filters.group());
    run.step = 1;
    hook.afterStep(run);
    run.epoch = 2;
    hook.afterEpoch(run);
    assertThat(run.resets).isEmpty();
    run.step = 2;
    hook.afterStep(run);
    assertThat(run.resets).containsExactly("conv/t", "conv/p", "conv/q");
    hook.atEnd(run);
    assertThat(run.resets).hasSize(6);
    assertThat(hook.changesOutputs()).isFalse();
    Run kept = new Run(filters.group());
    new BalanceHook(new BalanceOptions()).atEnd(kept);
    assertThat(kept.resets).isEmpty();
  }

  @Test
  void leavesNothingBehind() {
    try (NDManager manager = engine.manager().newSubManager()) {
      Filters filters = new Filters(CONV, new SplittableRandom(1), manager);
      BalanceHook hook = new BalanceHook(new BalanceOptions());
      Run run = new Run(filters.group());
      int arrays = manager.getManagedArrays().size();
      for (int i = 0; i < 100; i++) {
        hook.atEnd(run);
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }

  @Test
  void anotherCadenceIsRefused() {
    assertThatThrownBy(() -> new BalanceOptions("often", OptimizerState.KEEP))
        .hasMessageContaining("illegal when \"often\"");
  }
}
