package org.rank1.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.InputMoments;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.optimizer.SgdOptions;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.Rank1Hopm;
import org.rank1.ops.projection.Rank1Hosvd;
import org.rank1.ops.projection.Rank1Projection;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Tensors;
import org.rank1.testkit.FilterParameterizationContract;
import org.rank1.testkit.KernelDecomposerContract;
import org.rank1.testkit.KernelProjectionContract;
import org.rank1.testkit.OptimizerContract;
import org.rank1.testkit.TrainingHookContract;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.TrainingHook;

class WrongPartsFailTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static final OptimizerFactory RIGHT = new Sgd(new SgdOptions());
  private static final KernelProjection PROJECTION =
      new Rank1Projection(new Rank1Hopm(new HopmOptions(2, 60)));

  /** Rank-1 with something spoiled by a subclass. */
  private static class Spoiled implements FilterParameterization {
    final FormParameterization right =
        new FormParameterization(new Rank1Form(), Initializer.HE, Execution.AUTO);

    @Override
    public FilterForm form() {
      return right.form();
    }

    @Override
    public Factors initialize(ConvSpec conv, RandomGenerator random) {
      return right.initialize(conv, random);
    }

    @Override
    public NDArray forward(
        ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
      return right.forward(conv, input, factors, bias);
    }
  }

  private void fails(FilterParameterization wrong, String message) {
    assertThatThrownBy(() -> FilterParameterizationContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void executionThatComputesSomethingElseFails() {
    FilterParameterization twice =
        new Spoiled() {
          @Override
          public NDArray forward(
              ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
            return super.forward(conv, input, factors, bias).mul(2);
          }
        };
    FilterParameterization wrong =
        new Spoiled() {
          @Override
          public Map<String, FilterParameterization> executions(ConvSpec conv) {
            return Map.of("twice", twice);
          }
        };
    fails(wrong, "Forward of");
  }

  @Test
  void executionThatLeavesTheChoiceOpenFails() {
    FilterParameterization wrong =
        new Spoiled() {
          @Override
          public Map<String, FilterParameterization> executions(ConvSpec conv) {
            return Map.of("auto", right);
          }
        };
    fails(wrong, "still chooses");
  }

  @Test
  void optimizerThatIgnoresAParameterFails() {
    OptimizerFactory wrong =
        (groups, state) -> {
          ParameterGroup first = groups.get(0);
          Map<String, NDArray> some = new HashMap<>(first.tensors());
          some.remove("bias");
          return RIGHT.create(
              List.of(new ParameterGroup(first.layer(), some), groups.get(1)), state);
        };
    assertThatThrownBy(() -> OptimizerContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("one/bias");
  }

  @Test
  void optimizerThatGrowsFails() {
    OptimizerFactory wrong =
        (groups, state) -> {
          OptimizerFactory.Optimizer right = RIGHT.create(groups, state);
          return new OptimizerFactory.Optimizer() {
            @Override
            public void step(double rateFactor) {
              state.zeros(new Shape(1));
              right.step(rateFactor);
            }

            @Override
            public void resetState(String path) {}
          };
        };
    assertThatThrownBy(() -> OptimizerContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("managed arrays");
  }

  @Test
  void optimizerThatKeepsGradientsFails() {
    OptimizerFactory wrong =
        (groups, state) ->
            new OptimizerFactory.Optimizer() {
              @Override
              public void step(double rateFactor) {
                for (ParameterGroup group : groups) {
                  for (NDArray tensor : group.tensors().values()) {
                    try (NDManager scratch = tensor.getManager().newSubManager()) {
                      NDArray gradient = tensor.getGradient();
                      gradient.attach(scratch);
                      tensor.subi(gradient.mul(scratch.create(0.1f)));
                    }
                  }
                }
              }

              @Override
              public void resetState(String path) {}
            };
    assertThatThrownBy(() -> OptimizerContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient of");
  }

  @Test
  void optimizerThatDoesNotSaveItsStateFails() {
    OptimizerFactory momentum = new Sgd(new MomentumOptions());
    OptimizerFactory wrong =
        (groups, state) -> {
          OptimizerFactory.Optimizer right = momentum.create(groups, state);
          return new OptimizerFactory.Optimizer() {
            @Override
            public void step(double rateFactor) {
              right.step(rateFactor);
            }

            @Override
            public void resetState(String path) {
              right.resetState(path);
            }
          };
        };
    assertThatThrownBy(() -> OptimizerContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after taking over the state");
  }

  /** A projection to half of what it should be. */
  @Test
  void projectionThatIsNotIdempotentFails() {
    failsAsProjection(
        (conv, kernel) -> {
          NDArray projected = PROJECTION.project(conv, kernel);
          projected.muli(0.5f);
          return projected;
        },
        "projection of a projected kernel");
  }

  @Test
  void projectionThatChangesTheKernelInPlaceFails() {
    failsAsProjection(
        (conv, kernel) ->
            GradientMode.unrecorded(
                () -> {
                  NDArray projected = PROJECTION.project(conv, kernel);
                  Tensors.assignInPlace(kernel, projected);
                  return projected;
                }),
        "afterwards");
  }

  @Test
  void projectionOntoWorseKernelsThanItsDecomposerFindsFails() {
    KernelProjection worse = new Rank1Projection(new Rank1Hosvd());
    failsAsProjection(worse::project, "error of the projection");
  }

  @Test
  void projectionThatLeaksFails() {
    failsAsProjection(
        (conv, kernel) -> {
          kernel.getManager().zeros(new Shape(1));
          return PROJECTION.project(conv, kernel);
        },
        "arrays of the kernel's manager");
  }

  private void failsAsProjection(BiFunction<ConvSpec, NDArray, NDArray> project, String message) {
    KernelProjection wrong =
        new KernelProjection() {
          @Override
          public Optional<Target> target() {
            return PROJECTION.target();
          }

          @Override
          public NDArray project(ConvSpec conv, NDArray kernel) {
            return project.apply(conv, kernel);
          }
        };
    assertThatThrownBy(() -> KernelProjectionContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void projectionThatGoesTheOtherWayWhileTrainingFails() {
    KernelProjection wrong =
        new KernelProjection() {
          @Override
          public Optional<Target> target() {
            return PROJECTION.target();
          }

          @Override
          public NDArray project(ConvSpec conv, NDArray kernel) {
            return PROJECTION.project(conv, kernel);
          }

          @Override
          public NDArray approach(ConvSpec conv, NDArray kernel, double progress) {
            NDArray projected = PROJECTION.project(conv, kernel);
            projected.muli(-1f);
            return projected;
          }
        };
    assertThatThrownBy(() -> KernelProjectionContract.check(wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("approach of");
  }

  @Test
  void decomposerThatLiesAboutItsErrorFails() {
    failsAsDecomposer(
        found -> new Decomposition(found.factors(), 0.99 * found.relativeError()),
        "is reported as");
  }

  @Test
  void decomposerThatScalesAFactorFails() {
    failsAsDecomposer(
        found -> {
          for (int i = 0; i < found.factors().get("t").size(); i++) {
            found.factors().get("t").data()[i] *= 1.01f;
          }
          return found;
        },
        "is reported as");
  }

  @Test
  void decomposerThatIsFartherThanPlainAlternationFails() {
    failsWithFactors(
        factors -> {
          for (int i = 0; i < factors.get("t").size(); i++) {
            factors.get("t").data()[i] *= 0.8f;
          }
        },
        "plain alternating least squares");
  }

  @Test
  void decomposerThatLeavesAPartWithoutGradientFails() {
    failsWithFactors(
        factors -> {
          factors.asMap().values().stream()
              .skip(1)
              .forEach(factor -> Arrays.fill(factor.data(), 0, factor.shape().get(1), 0));
          Arrays.fill(factors.get("t").data(), 0, factors.get("t").shape().get(1), 0);
        },
        "indices at which factors");
  }

  private static void failsWithFactors(Consumer<Factors> spoil, String message) {
    KernelDecomposer right = PROJECTION.target().orElseThrow().decomposer();
    KernelDecomposer wrong =
        new KernelDecomposer() {
          @Override
          public boolean covers(FilterForm form) {
            return right.covers(form);
          }

          @Override
          public Factors factors(
              FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
            Factors found = right.factors(form, conv, kernel, inputs);
            spoil.accept(found);
            return found;
          }
        };
    assertThatThrownBy(() -> KernelDecomposerContract.check(wrong, new Rank1Form()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void decomposerThatIsNotDeterministicFails() {
    SplittableRandom random = new SplittableRandom(1);
    failsAsDecomposer(
        found -> {
          float sign = random.nextBoolean() ? 1 : -1;
          for (int i = 0; i < found.factors().get("t").size(); i++) {
            found.factors().get("t").data()[i] *= sign;
          }
          return found;
        },
        "");
  }

  private static void failsAsDecomposer(UnaryOperator<Decomposition> spoil, String message) {
    KernelDecomposer right = PROJECTION.target().orElseThrow().decomposer();
    KernelDecomposer wrong =
        new KernelDecomposer() {
          @Override
          public boolean covers(FilterForm form) {
            return right.covers(form);
          }

          @Override
          public Factors factors(
              FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
            return right.factors(form, conv, kernel, inputs);
          }

          @Override
          public Decomposition decompose(
              FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
            return spoil.apply(right.decompose(form, conv, kernel, inputs));
          }
        };
    assertThatThrownBy(() -> KernelDecomposerContract.check(wrong, new Rank1Form()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void hookThatReplacesTheGradientsOfAParameterFails() {
    failsAsHook(context -> tensor(context).setRequiresGradient(false), "dense/w learns");
  }

  @Test
  void hookThatLeaksFails() {
    failsAsHook(context -> tensor(context).getManager().zeros(new Shape(1)), "arrays after step");
  }

  @Test
  void hookThatDividesByTheNormOfAZeroTensorFails() {
    failsAsHook(
        context ->
            GradientMode.unrecorded(
                () -> {
                  tensor(context).muli(0f);
                  tensor(context).divi(0f);
                }),
        "dense/w[0]");
  }

  @Test
  void hookThatResetsTheStateOfAnUnknownParameterFails() {
    failsAsHook(context -> context.optimizer().resetState("dense/kernel"), "dense/kernel");
  }

  @Test
  void hookThatDependsOnUnseededNumbersFails() {
    SplittableRandom shared = new SplittableRandom(1); // goes on from run to run
    failsAsHook(
        context ->
            GradientMode.unrecorded(
                () -> {
                  tensor(context).muli((float) shared.nextDouble());
                }),
        "second run");
  }

  private static NDArray tensor(TrainingHook.Context context) {
    return Optional.ofNullable(context.groups().get(0).tensors().get("w")).orElseThrow();
  }

  @Test
  void aHookThatDoesNotGiveTheFormsBack() {
    FilterParameterization free =
        new FormParameterization(new DenseForm(), Initializer.HE, Execution.COMPOSED);
    failsAsHook(
        context -> context.forms().orElseThrow().change(layer -> free),
        "the forms that the run asks for");
  }

  private void failsAsHook(Consumer<TrainingHook.Context> act, String message) {
    TrainingHook wrong =
        new TrainingHook() {
          @Override
          public void afterEpoch(Context context) {
            act.accept(context);
          }
        };
    assertThatThrownBy(() -> TrainingHookContract.check(() -> wrong, engine.manager()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void parameterizationThatSwapsItsAxesFails() {
    fails(
        new Spoiled() {
          @Override
          public NDArray forward(
              ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
            Map<String, NDArray> swapped = new HashMap<>(factors);
            if (factors.containsKey("p")
                && factors.containsKey("q")
                && factors.get("p").getShape().equals(factors.get("q").getShape())) {
              swapped.put("p", factors.get("q"));
              swapped.put("q", factors.get("p"));
            }
            return right.forward(conv, input, swapped, bias);
          }
        },
        "Forward of");
  }

  @Test
  void parameterizationThatDropsTheBiasFails() {
    fails(
        new Spoiled() {
          @Override
          public NDArray forward(
              ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
            return right.forward(conv, input, factors, null);
          }
        },
        "Forward of");
  }

  @Test
  void parameterizationThatCutsAGradientFails() {
    fails(
        new Spoiled() {
          @Override
          public NDArray forward(
              ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
            Map<String, NDArray> cut = new HashMap<>(factors);
            NDArray detached = factors.get("t").stopGradient();
            detached.attach(input.getManager());
            cut.put("t", detached);
            return right.forward(conv, input, cut, bias);
          }
        },
        "Gradient of factor \"t\"");
  }

  @Test
  void parameterizationThatLeaksFails() {
    fails(
        new Spoiled() {
          @Override
          public NDArray forward(
              ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
            factors.get("t").sum();
            return right.forward(conv, input, factors, bias);
          }
        },
        "arrays of the factors' manager");
  }

  @Test
  void parameterizationThatIgnoresTheRandomNumbersFails() {
    fails(
        new Spoiled() {
          @Override
          public Factors initialize(ConvSpec conv, RandomGenerator random) {
            return super.initialize(conv, new SplittableRandom(1));
          }
        },
        "other random numbers");
  }
}
