package org.rank1.ops.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.NoProjection;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;
import org.rank1.ops.projection.Rank1Projection;
import org.rank1.ops.tensor.Tensors;
import org.rank1.testkit.TrainingHookContract;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.ProjectOptions;
import org.rank1.training.ProjectOptions.OptimizerState;
import org.rank1.training.TrainingHook;

class ProjectHookTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static final Rank1Hopm SEARCH = new Rank1Hopm(new HopmOptions());
  private static final NetworkSpec NETWORK =
      new NetworkBuilder("mixed", FeatureShape.of(2, 9, 9), new DenseForm())
          .conv("first", 6, ConvGeometry.same2d(3), true)
          .add(
              new LayerSpec.Convolution(
                  "factored", "first", 4, ConvGeometry.same2d(3), false, new Rank1Form()))
          .conv("second", 8, ConvGeometry.same2d(5).withGroups(2), false)
          .build();

  private static ProjectHook hook(String when, OptimizerState state) {
    return new ProjectHook(new Rank1Projection(SEARCH), new ProjectOptions(when, state));
  }

  /** A training of which only the counters move. */
  private static final class Run implements TrainingHook.Context, OptimizerFactory.Optimizer {
    private final NDManager manager;
    private final List<ParameterGroup> groups = new ArrayList<>();
    private final List<String> resets = new ArrayList<>();
    private long step;
    private int epoch;

    Run(NDManager manager) {
      this.manager = manager;
      SplittableRandom random = new SplittableRandom(1);
      for (LayerSpec layer : NETWORK.layers()) {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        for (TensorSpec spec : NETWORK.tensors(layer)) {
          NDArray array = Tensors.copyOf(Initializers.gaussian(spec.shape(), 1, random), manager);
          array.setRequiresGradient(true);
          tensors.put(spec.name(), array);
        }
        groups.add(new ParameterGroup(layer, tensors));
      }
    }

    /** Whether the hook acted on the kernel of the first layer, which is then moved away again. */
    boolean acted(Runnable moment) {
      FloatTensor before = value(0, "w");
      moment.run();
      boolean acted = !value(0, "w").equals(before);
      try (NDArray again = Tensors.copyOf(before, manager)) {
        Tensors.assignInPlace(array(0, "w"), again);
      }
      return acted;
    }

    NDArray array(int group, String role) {
      return Optional.ofNullable(groups.get(group).tensors().get(role)).orElseThrow();
    }

    FloatTensor value(int group, String role) {
      return Tensors.copyOf(array(group, role));
    }

    @Override
    public NetworkSpec network() {
      return NETWORK;
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
      return step / 6.0;
    }

    @Override
    public void step(double rateFactor) {
      step++;
    }

    @Override
    public void resetState(String path) {
      resets.add(path);
    }
  }

  @ParameterizedTest
  @CsvSource({"step:1, 6, 0", "step:4, 1, 0", "epoch:1, 0, 3", "epoch:2, 0, 1", "end, 0, 0"})
  void actsAtItsMomentsAndAlwaysAtTheEnd(String when, int afterSteps, int afterEpochs) {
    ProjectHook hook = hook(when, OptimizerState.KEEP);
    Run run = new Run(engine.manager());
    int steps = 0;
    int epochs = 0;
    for (int i = 1; i <= 6; i++) {
      run.step(1);
      steps += run.acted(() -> hook.afterStep(run)) ? 1 : 0;
      if (i % 2 == 0) {
        run.epoch++;
        epochs += run.acted(() -> hook.afterEpoch(run)) ? 1 : 0;
      }
    }
    assertThat(steps).isEqualTo(afterSteps);
    assertThat(epochs).isEqualTo(afterEpochs);
    assertThat(run.acted(() -> hook.atEnd(run))).isTrue();
  }

  @Test
  void denseKernelsBecomeRankOneInPlaceAndNothingElseChanges() {
    Run run = new Run(engine.manager());
    FloatTensor bias = run.value(0, "bias");
    FloatTensor factor = run.value(1, "t");
    double first = error(run, 0);
    double second = error(run, 2);
    NDArray live = run.array(0, "w");
    ProjectHook hook = hook("end", OptimizerState.KEEP);
    assertThat(hook.errors()).isEmpty();
    hook.atEnd(run);
    assertThat(error(run, 0)).isLessThan(1e-6);
    assertThat(error(run, 2)).isLessThan(1e-6);
    assertThat(run.value(0, "bias")).isEqualTo(bias);
    assertThat(run.value(1, "t")).isEqualTo(factor);
    assertThat(run.array(0, "w")).isSameAs(live);
    assertThat(live.hasGradient()).isTrue();
    ProjectionErrors errors = hook.errors().orElseThrow();
    assertThat(errors.mean()).isCloseTo((first + second) / 2, within(1e-5));
    assertThat(errors.worst()).isCloseTo(Math.max(first, second), within(1e-5));
    assertThat(errors.worstLayer()).isEqualTo(first > second ? "first" : "second");
  }

  private static double error(Run run, int group) {
    LayerSpec.Convolution layer = (LayerSpec.Convolution) NETWORK.layers().get(group);
    return new Rank1Decomposer(SEARCH)
        .decompose(new Rank1Form(), NETWORK.convSpec(layer), run.value(group, "w"))
        .relativeError();
  }

  @Test
  void theErrorsAreThoseOfTheLastProjectionThatFollowedAStep() {
    Run run = new Run(engine.manager());
    ProjectHook hook = hook("epoch:1", OptimizerState.KEEP);
    run.step(1);
    hook.afterEpoch(run);
    Optional<ProjectionErrors> afterEpoch = hook.errors();
    hook.atEnd(run);
    assertThat(hook.errors()).isEqualTo(afterEpoch);
    run.step(1);
    hook.atEnd(run);
    assertThat(hook.errors().orElseThrow().worst()).isLessThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEEP", "RESET"})
  void theStateOfProjectedKernelsOnlyIsForgottenIfAskedFor(OptimizerState state) {
    Run run = new Run(engine.manager());
    hook("end", state).atEnd(run);
    if (state == OptimizerState.RESET) {
      assertThat(run.resets).containsExactly("first/w", "second/w");
    } else {
      assertThat(run.resets).isEmpty();
    }
  }

  @Test
  void aProjectionThatKeepsKernelsMovesNothing() {
    Run run = new Run(engine.manager());
    FloatTensor before = run.value(0, "w");
    ProjectHook hook = new ProjectHook(new NoProjection(), new ProjectOptions());
    hook.atEnd(run);
    assertThat(run.value(0, "w")).isEqualTo(before);
    assertThat(hook.errors().orElseThrow().worst()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"step:1", "step:3", "epoch:1", "end"})
  void contractOfHooksHolds(String when) {
    for (OptimizerState state : OptimizerState.values()) {
      TrainingHookContract.check(() -> hook(when, state), engine.manager());
    }
  }
}
