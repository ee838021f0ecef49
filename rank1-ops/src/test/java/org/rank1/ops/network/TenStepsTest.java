package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.optimizer.SgdOptions;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.training.OptimizerFactory;

/**
 * Ten steps of gradient descent from one start, in different executions.
 *
 * <p>The bound, for each weight of its own. Let w be the weights of one execution at a step, those
 * of the other within D of them, and Z(v) the logits of the network with weights v ≥ 0 on |x|, and
 * A(v) the gradient of their sum over N, the images. Every number of a forward or backward pass is
 * a sum of products of weights, inputs, zeros and ones of ReLUs, and derivatives of the loss by
 * logits, which are at most 1/N; the same sum of absolute values is at most the corresponding
 * number of that network. So, with γ = nu/(1 − nu) where no product in a gradient passes through
 * more than n roundings,
 *
 * <ul>
 *   <li>that the weights differ changes logits by at most {@code ΔZ = Z(|w|+D) − Z(|w|)} and, the
 *       derivatives of the loss left alone, gradients by at most {@code A(|w|+D) − A(|w|)};
 *   <li>rounding changes either gradient by at most γ·A(|w|+D), and logits by at most γ·Z(|w|+D);
 *   <li>the derivatives of the loss change by at most half of the largest change of a logit, over
 *       N, which changes gradients by at most {@code ½(ΔZ + 2γZ(|w|+D))·A(|w|+D)};
 *   <li>the step is rounded twice, in both.
 * </ul>
 *
 * <p>As A and Z are polynomials with coefficients ≥ 0, {@code A(v+D) − A(v) ≤ (A(v+sD) − A(v))/s}
 * for s ≥ 1: a large s keeps the difference away from its own rounding. Not covered is a ReLU at
 * which the executions disagree about the sign: there are none here, unless a pre-activation is as
 * small as its rounding error.
 */
class TenStepsTest {
  private static final int STEPS = 10;
  private static final double RATE = 5e-4;
  private static final int IMAGES = 4;

  /**
   * For the first convolution, which comes first and last: forward 20 + 38 + 16 + 5 additions and
   * products, 16 for the loss, back 3 + 1 + 47, 64 positions of all images, 20 for the factors.
   */
  private static final int ROUNDINGS = 256;

  private static final double UNIT = 0x1p-24;
  private static final double GAMMA = ROUNDINGS * UNIT / (1 - ROUNDINGS * UNIT);

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private final float[] examples = smallExamples();
  private NetworkSnapshot start;
  private double[] composed;
  private double[] bound;

  private static NetworkSpec tiny(FilterForm form) {
    return new NetworkBuilder("tiny", FeatureShape.of(2, 4, 4), form)
        .conv("conv1", 4, ConvGeometry.same2d(3), true)
        .relu("relu1")
        .conv("conv2", 5, ConvGeometry.same2d(3), true)
        .relu("relu2")
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 3)
        .build();
  }

  private static float[] smallExamples() {
    float[] examples = Networks.examples(tiny(new Rank1Form()), IMAGES, 3);
    for (int i = 0; i < examples.length; i++) {
      examples[i] *= 0.25f;
    }
    return examples;
  }

  @BeforeEach
  void trainsComposed() {
    start = drawn(new Rank1Form(), Initializer.HE);
    TrainingNetwork network = network(start.network(), Execution.COMPOSED);
    network.load(start);
    OptimizerFactory.Optimizer sgd = sgd(network);
    bound = new double[values(start).length];
    for (int step = 0; step < STEPS; step++) {
      bound = boundAfterAStep(values(Networks.snapshot(network)), bound);
      Networks.step(network, sgd, engine.manager(), examples);
    }
    composed = values(Networks.snapshot(network));
    assertThat(norm(difference(composed, values(start))))
        .as("what was learned, against what may be rounded")
        .isGreaterThan(10 * norm(bound));
  }

  private NetworkSnapshot drawn(FilterForm form, Initializer initializer) {
    return Networks.snapshot(
        new TrainingNetwork(
            tiny(form),
            layer -> new FormParameterization(layer.form(), initializer, Execution.AUTO),
            engine.manager(),
            new SplittableRandom(11)));
  }

  private TrainingNetwork network(NetworkSpec spec, Execution execution) {
    return new TrainingNetwork(
        spec,
        layer -> new FormParameterization(layer.form(), Initializer.HE, execution),
        engine.manager(),
        new SplittableRandom(1));
  }

  private OptimizerFactory.Optimizer sgd(TrainingNetwork network) {
    return new Sgd(new SgdOptions(RATE, 0)).create(network.groups(), engine.manager());
  }

  private double[] trained(NetworkSnapshot from, Execution execution) {
    TrainingNetwork network = network(from.network(), execution);
    network.load(from);
    OptimizerFactory.Optimizer sgd = sgd(network);
    for (int step = 0; step < STEPS; step++) {
      Networks.step(network, sgd, engine.manager(), examples);
    }
    return values(Networks.snapshot(network));
  }

  /** All weights that the networks of these tests share, one after the other. */
  private static double[] values(NetworkSnapshot snapshot) {
    return tiny(new Rank1Form()).layers().stream()
        .flatMap(
            layer ->
                tiny(new Rank1Form()).tensors(layer).stream()
                    .map(spec -> snapshot.tensor(layer, spec.name())))
        .flatMapToDouble(
            tensor -> IntStream.range(0, tensor.size()).mapToDouble(i -> tensor.data()[i]))
        .toArray();
  }

  /** The largest logit of the network with positive weights, and its gradient. */
  private static final class Positive {
    private final double logit;
    private final double[] gradient;

    Positive(double logit, double[] gradient) {
      this.logit = logit;
      this.gradient = gradient;
    }
  }

  private Positive positive(double[] weights) {
    TrainingNetwork network = network(start.network(), Execution.COMPOSED);
    int[] next = {0};
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : start.network().layers()) {
      Map<String, FloatTensor> ofLayer = new LinkedHashMap<>();
      for (TensorSpec spec : start.network().tensors(layer)) {
        FloatTensor tensor = FloatTensor.zeros(spec.shape());
        for (int i = 0; i < tensor.size(); i++) {
          tensor.data()[i] = (float) weights[next[0]++];
        }
        ofLayer.put(spec.name(), tensor);
      }
      tensors.put(layer.name(), ofLayer);
    }
    network.load(
        new NetworkSnapshot(start.network(), tensors, Networks.INPUT, Networks.PROVENANCE));
    float[] absolute = examples.clone();
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = Math.abs(absolute[i]);
    }
    double logit;
    try (NDManager manager = engine.manager().newSubManager();
        GradientCollector collector = engine.manager().getEngine().newGradientCollector()) {
      NDArray logits = network.forward(Networks.batch(network.spec(), absolute, manager), true);
      logit = logits.max().getFloat();
      collector.backward(logits.sum().div(IMAGES));
    }
    return new Positive(
        logit,
        network.groups().stream()
            .flatMap(group -> group.tensors().values().stream())
            .map(tensor -> tensor.getGradient().toFloatArray())
            .flatMapToDouble(
                gradient -> IntStream.range(0, gradient.length).mapToDouble(i -> gradient[i]))
            .toArray());
  }

  private double[] boundAfterAStep(double[] weights, double[] before) {
    double[] absolute = Arrays.stream(weights).map(Math::abs).toArray();
    double largest = Arrays.stream(before).max().orElseThrow();
    double scale = largest == 0 ? 1 : Math.max(1, 0.005 / largest);
    Positive here = positive(absolute);
    Positive off = positive(sum(absolute, before, scale));
    double logits = (off.logit - here.logit) / scale + 2 * GAMMA * off.logit;
    double[] after = before.clone();
    for (int i = 0; i < after.length; i++) {
      double moved = (off.gradient[i] - here.gradient[i]) / scale;
      double rounded = (2 * GAMMA + logits / 2) * off.gradient[i];
      after[i] += RATE * (moved + rounded) + 4 * UNIT * (absolute[i] + RATE * off.gradient[i]);
    }
    return after;
  }

  private static double[] sum(double[] one, double[] other, double scale) {
    return IntStream.range(0, one.length).mapToDouble(i -> one[i] + scale * other[i]).toArray();
  }

  private static double[] difference(double[] one, double[] other) {
    return sum(one, other, -1);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  /** The largest |difference| / bound over all weights. */
  private double furthest(double[] other) {
    return IntStream.range(0, other.length)
        .mapToDouble(i -> Math.abs(other[i] - composed[i]) / bound[i])
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"FACTORIZED", "CHAIN"})
  void composedAndFactorizedGoTheSameWay(Execution execution) {
    assertThat(furthest(trained(start, execution))).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPOSED", "FACTORIZED", "CHAIN"})
  void flattenedWithoutInnerBiasGoesTheSameWayFromTheSameFactors(Execution execution) {
    NetworkSnapshot same = fromTheStart(new FlattenedForm(new FlattenedOptions()));
    assertThat(furthest(trained(same, execution))).isLessThanOrEqualTo(1);
  }

  @Test
  void flattenedFromTheInitializationOfItsAuthorsGoesAnotherWay() {
    NetworkSnapshot jin = drawn(new FlattenedForm(new FlattenedOptions()), Initializer.JIN);
    double apart = norm(difference(values(jin), values(start)));
    assertThat(apart).isGreaterThan(0.1 * norm(values(start)));
    assertThat(norm(difference(trained(jin, Execution.CHAIN), composed)))
        .isGreaterThan(100 * norm(bound));
  }

  @Test
  void flattenedWithInnerBiasesGoesAnotherWayFromTheSameFactors() {
    // They are 0 at first, so only what they learn can make a difference.
    NetworkSnapshot biased =
        fromTheStart(new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.EACH, false)));
    assertThat(furthest(trained(biased, Execution.CHAIN))).isGreaterThan(1);
  }

  @Test
  void oneStepLessIsAnotherWay() {
    TrainingNetwork network = network(start.network(), Execution.FACTORIZED);
    network.load(start);
    OptimizerFactory.Optimizer sgd = sgd(network);
    for (int step = 0; step < STEPS - 1; step++) {
      Networks.step(network, sgd, engine.manager(), examples);
    }
    assertThat(furthest(values(Networks.snapshot(network)))).isGreaterThan(1);
  }

  /** The factors of the start in a form that has them too, whatever else it has at 0. */
  private NetworkSnapshot fromTheStart(FilterForm form) {
    NetworkSpec spec = tiny(form);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : spec.layers()) {
      Map<String, FloatTensor> ofLayer = new LinkedHashMap<>();
      for (TensorSpec tensor : spec.tensors(layer)) {
        FloatTensor given = start.tensors(layer).get(tensor.name());
        ofLayer.put(tensor.name(), given == null ? FloatTensor.zeros(tensor.shape()) : given);
      }
      tensors.put(layer.name(), ofLayer);
    }
    return new NetworkSnapshot(spec, tensors, Networks.INPUT, Networks.PROVENANCE);
  }
}
