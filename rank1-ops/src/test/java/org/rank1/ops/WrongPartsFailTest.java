package org.rank1.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.optimizer.SgdOptions;
import org.rank1.ops.parameterization.Rank1Options;
import org.rank1.ops.parameterization.Rank1Parameterization;
import org.rank1.testkit.FilterParameterizationContract;
import org.rank1.testkit.OptimizerContract;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

class WrongPartsFailTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static final OptimizerFactory RIGHT = new Sgd(new SgdOptions());

  /** Rank-1 with something spoiled by a subclass. */
  private static class Spoiled implements FilterParameterization {
    final Rank1Parameterization right = new Rank1Parameterization(new Rank1Options());

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
