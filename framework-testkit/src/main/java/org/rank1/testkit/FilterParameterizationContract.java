package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.training.FilterParameterization;

/** What every {@link FilterParameterization} must hold. Needs an engine on the class path. */
public class FilterParameterizationContract extends PartContract {
  /** Cases for each number of axes. */
  private static final int CASES = 100;

  /** One case of so many has its gradients compared with finite differences too. */
  private static final int GRADIENTS_EVERY = 4;

  /** Build logs show what was crossed. */
  private static final System.Logger LOG =
      System.getLogger(FilterParameterizationContract.class.getName());

  private static final int BATCH = 2;
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** Large, because stages round their weights; the loss of a linear form is linear in a factor. */
  private static final double DIFFERENCE = 0x1p-6;

  /** Small, so that few inputs of an inner ReLU change sign. */
  private static final double DIFFERENCE_OF_RELU = 0x1p-16;

  /** Subclasses run it over the parts at hand. */
  protected FilterParameterizationContract() {}

  /** One test per parameterization and example. */
  @TestFactory
  final Stream<DynamicTest> filterParameterizations() {
    return tests(
        FilterParameterization.class,
        (parts, example) -> {
          FilterForm form = example.part().form();
          assertThat(parts.names(FilterForm.class)).as("bound forms").contains(form.name());
          try (NDManager manager = NDManager.newBaseManager()) {
            check(example.part(), manager);
          }
        });
  }

  /**
   * Over a crossing of convolutions: drawing is deterministic and of the declared shapes; forward
   * equals the form's preferred lowering evaluated stage by stage in double precision, composable
   * or not, within a bound for single precision, with and without bias; gradients of all factors
   * equal finite differences (in every fourth case); nothing is left in the manager of the factors;
   * each execution is the same part, is settled, and computes the same.
   *
   * @throws AssertionError naming the convolution where the parameterization is wrong
   */
  public static void check(FilterParameterization part, NDManager manager) {
    int convolutions = 0;
    for (int axes = 1; axes <= 3; axes++) {
      ConvCases cases = new ConvCases(new SplittableRandom(1804));
      PairCoverage crossed = new PairCoverage();
      int accepted = 0;
      for (int tries = 0; accepted < CASES && tries < 20 * CASES; tries++) {
        ConvCases.Case next = cases.next(axes);
        if (expressible(part.form(), next.conv())) {
          accepted++;
          crossed.add(next);
          checkInitialize(part, next.conv());
          checkExecutions(part, next.conv());
          try (NDManager own = manager.newSubManager()) {
            new Trial(part, next, cases, own)
                .check(accepted % 2 == 0, accepted % GRADIENTS_EVERY == 0);
          }
        }
      }
      assertThat(accepted)
          .as("convolutions with %d axes that the form can express", axes)
          .isEqualTo(CASES);
      assertThat(crossed.missing(axes)).as("pairs not crossed with %d axes", axes).isEmpty();
      convolutions += accepted;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "parameterization of {0}: {1} convolutions crossed",
        part.form(),
        convolutions);
  }

  private static boolean expressible(FilterForm form, ConvSpec conv) {
    try {
      return !form.factors(conv).isEmpty();
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static void checkInitialize(FilterParameterization part, ConvSpec conv) {
    Map<String, FloatTensor> drawn = part.initialize(conv, new SplittableRandom(7)).asMap();
    Factors.of(part.form().factors(conv), drawn);
    assertThat(part.initialize(conv, new SplittableRandom(7)).asMap())
        .as("factors of %s drawn again from the same random numbers", conv)
        .isEqualTo(drawn);
    assertThat(part.initialize(conv, new SplittableRandom(8)).asMap())
        .as("factors of %s drawn from other random numbers", conv)
        .isNotEqualTo(drawn);
    for (Map.Entry<String, FloatTensor> factor : drawn.entrySet()) {
      assertThat(factor.getValue().norm()).as("norm of %s", factor.getKey()).isFinite();
    }
  }

  /** What is timed as an execution of a part must be that part, run in another way. */
  private static void checkExecutions(FilterParameterization part, ConvSpec conv) {
    part.executions(conv)
        .forEach(
            (name, execution) -> {
              assertThat(execution.form()).as("form of execution %s", name).isEqualTo(part.form());
              assertThat(execution.initialize(conv, new SplittableRandom(7)).asMap())
                  .as("factors of %s drawn in execution %s", conv, name)
                  .isEqualTo(part.initialize(conv, new SplittableRandom(7)).asMap());
              assertThat(execution.executions(conv))
                  .as("executions between which %s still chooses for %s", name, conv)
                  .isEmpty();
            });
  }

  /** One convolution with one set of numbers. */
  private static final class Trial {
    private final FilterParameterization part;
    private final ConvCases.Case next;
    private final NDManager manager;
    private final ConvStages stages;
    private final Factors factors;
    private final double[] input;
    private final double[] bias;
    private final double[] direction;
    private final double[] weights;

    Trial(FilterParameterization part, ConvCases.Case next, ConvCases cases, NDManager manager) {
      this.part = part;
      this.next = next;
      this.manager = manager;
      ConvSpec conv = next.conv();
      FilterForm form = part.form();
      List<TensorSpec> specs = form.factors(conv);
      this.stages = form.lower(conv, form.lowerings(conv).get(0));
      this.factors = cases.factors(specs);
      this.input = cases.gaussian(BATCH * next.inputSize());
      this.bias = cases.gaussian(conv.outChannels());
      this.direction = cases.gaussian(Math.toIntExact(form.parameters(conv)));
      int positions =
          conv.geometry().outputSize(next.spatial()).stream().reduce(1, Math::multiplyExact);
      this.weights = cases.gaussian(BATCH * conv.outChannels() * positions);
    }

    void check(boolean withBias, boolean withGradients) {
      Map<String, NDArray> live = new LinkedHashMap<>();
      factors.asMap().forEach((name, factor) -> live.put(name, array(factor.data(), factor)));
      live.values().forEach(factor -> factor.setRequiresGradient(true));
      NDArray liveBias = withBias ? manager.create(floats(bias), new Shape(bias.length)) : null;
      int before = manager.getManagedArrays().size();
      try (NDManager batch = manager.newSubManager();
          GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray output = part.forward(next.conv(), batchOf(batch), live, liveBias);
        assertThat(output.getManager()).as("manager of the output of %s", next).isSameAs(batch);
        compare(output, withBias);
        if (withGradients) {
          NDArray loss = output.mul(batch.create(floats(weights), output.getShape())).sum();
          collector.backward(loss);
          checkGradients(live);
        }
      }
      for (FilterParameterization execution : part.executions(next.conv()).values()) {
        try (NDManager batch = manager.newSubManager()) {
          compare(execution.forward(next.conv(), batchOf(batch), live, liveBias), withBias);
        }
      }
      assertThat(manager.getManagedArrays())
          .as("arrays of the factors' manager after %s", next)
          .hasSize(before);
    }

    private NDArray array(float[] values, FloatTensor like) {
      return manager.create(
          values, new Shape(like.shape().stream().mapToLong(Integer::longValue).toArray()));
    }

    private NDArray batchOf(NDManager batch) {
      long[] shape = new long[2 + next.spatial().size()];
      shape[0] = BATCH;
      shape[1] = next.conv().inChannels();
      for (int a = 0; a < next.spatial().size(); a++) {
        shape[2 + a] = next.spatial().get(a);
      }
      return batch.create(floats(input), new Shape(shape));
    }

    private void compare(NDArray output, boolean withBias) {
      ConvSpec conv = next.conv();
      List<Integer> spatial = conv.geometry().outputSize(next.spatial());
      long[] shape = output.getShape().getShape();
      assertThat(Arrays.stream(shape).skip(2).mapToObj(Math::toIntExact).toList())
          .as("output size of %s", next)
          .isEqualTo(spatial);
      float[] actual = output.toFloatArray();
      int roundings = roundings();
      int each = actual.length / BATCH;
      for (int n = 0; n < BATCH; n++) {
        NaiveLowering.Result expected = run(factors, n);
        for (int i = 0; i < each; i++) {
          double shift = withBias ? bias[i / (each / conv.outChannels())] : 0;
          double exact = expected.values()[i] + shift;
          double bound =
              2 * roundings * UNIT_ROUNDOFF * (expected.magnitudes()[i] + Math.abs(shift));
          double error = Math.abs(actual[n * each + i] - exact);
          if (!(error <= bound)) {
            throw new AssertionError(
                "Forward of %s: element %d of example %d is %s, expected %s ± %s"
                    .formatted(next, i, n, actual[n * each + i], exact, bound));
          }
        }
      }
    }

    /** Products and sums of the composed kernel or of the longest chain, whichever has more. */
    private int roundings() {
      int longest =
          stages.chains().stream()
              .mapToInt(chain -> chain.stream().mapToInt(s -> s.conv().fanIn() + 2).sum())
              .max()
              .orElse(0);
      return Math.max(next.conv().fanIn(), longest) + 8 + stages.chains().size();
    }

    private NaiveLowering.Result run(Factors which, int example) {
      int size = next.inputSize();
      return NaiveLowering.run(
          stages,
          which,
          Arrays.copyOfRange(input, example * size, (example + 1) * size),
          next.spatial());
    }

    /** Factor by factor, the derivative along a direction. */
    private void checkGradients(Map<String, NDArray> live) {
      boolean relu = stages.chains().stream().flatMap(List::stream).anyMatch(s -> s.relu());
      double step = relu ? DIFFERENCE_OF_RELU : DIFFERENCE;
      double tolerance = relu ? 1e-2 : 1e-3;
      int offset = 0;
      for (Map.Entry<String, NDArray> factor : live.entrySet()) {
        String name = factor.getKey();
        float[] gradient;
        try (NDArray handle = factor.getValue().getGradient()) {
          gradient = handle.toFloatArray();
        }
        Factors plus = moved(name, offset, step);
        Factors minus = moved(name, offset, -step);
        double along = 0;
        double scale = 0;
        for (int i = 0; i < gradient.length; i++) {
          double distance = (double) plus.get(name).data()[i] - minus.get(name).data()[i];
          along += gradient[i] * distance;
          scale += Math.abs(gradient[i] * distance);
        }
        // Of two one-sided differences, because an inner ReLU may change sign at the one side.
        double middle = loss(factors);
        double ahead = 2 * (loss(plus) - middle);
        double behind = 2 * (middle - loss(minus));
        double slack = tolerance * (scale + Math.max(Math.abs(ahead), Math.abs(behind)));
        boolean within =
            along >= Math.min(ahead, behind) - slack && along <= Math.max(ahead, behind) + slack;
        if (!within || (!relu && Math.abs(ahead + behind - 2 * along) > 2 * slack)) {
          throw new AssertionError(
              "Gradient of factor \"%s\" of %s: %s along a direction, finite differences %s and %s"
                  .formatted(name, next, along, behind, ahead));
        }
        offset += gradient.length;
      }
    }

    private Factors moved(String name, int offset, double distance) {
      Map<String, FloatTensor> moved = new LinkedHashMap<>(factors.asMap());
      FloatTensor factor = factors.get(name).copy();
      for (int i = 0; i < factor.size(); i++) {
        factor.data()[i] += (float) (distance * direction[offset + i]);
      }
      moved.put(name, factor);
      return Factors.of(part.form().factors(next.conv()), moved);
    }

    private double loss(Factors which) {
      double loss = 0;
      int each = weights.length / BATCH;
      for (int n = 0; n < BATCH; n++) {
        double[] values = run(which, n).values();
        for (int i = 0; i < each; i++) {
          loss += values[i] * weights[n * each + i];
        }
      }
      return loss;
    }

    private static float[] floats(double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }
  }
}
