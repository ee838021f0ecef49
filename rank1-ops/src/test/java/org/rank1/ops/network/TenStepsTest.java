package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
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
import org.rank1.training.ParameterGroup;

/**
 * Ten steps of gradient descent from one start, in different executions.
 *
 * <p>The bound. Let v ≥ |w| elementwise for all weights w on the way, Z the largest logit of the
 * network with weights v on |x|, and A its gradient of the mean over the batch of the sum of
 * logits. Every number in the forward or backward pass of either execution is a sum of products of
 * weights, inputs, zeros and ones of ReLUs, and derivatives of the loss by logits, which are at
 * most 1/N; the same sum of absolute values is at most the corresponding number of that network.
 *
 * <ul>
 *   <li>Rounding: no product in a gradient passes through more than n roundings, so that the
 *       gradient is off by at most γ_n·A, and by γ_n·Z·A/2 through the derivatives of the loss,
 *       which change by at most half of what a logit changes: in all (1 + Z/2)·γ_n·A.
 *   <li>Weights that differ by at most τ·v: logits are polynomials of degree 7 in them (t, p, q
 *       twice, and the last layer) and gradients of degree 6, so the gradients differ by at most
 *       ((1+τ)⁶ − 1 + Z/2·((1+τ)⁷ − 1))·A ≤ (7 + 4Z)·τ·A for τ ≤ 0.01.
 *   <li>A step: with ρ the largest element of ηA/v, and rounding of the step itself in both, {@code
 *       τ' = τ + ρ·((7 + 4Z)·τ + (2 + Z)·γ_n) + 4u}.
 * </ul>
 *
 * <p>Not covered is a ReLU at which the executions disagree about the sign: there are none here,
 * unless a pre-activation is as small as its rounding error.
 */
class TenStepsTest {
  private static final int STEPS = 10;
  private static final double RATE = 1e-3;

  /** At most 9·2 + 9·4 + 36 + 5 additions forward, twice as many back, 4·36 over positions. */
  private static final int ROUNDINGS = 512;

  private static final double UNIT = 0x1p-24;

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private final float[] examples = smallExamples();
  private NetworkSnapshot start;
  private Map<String, Map<String, FloatTensor>> majorant;
  private Map<String, Map<String, FloatTensor>> composed;
  private double bound;

  private static NetworkSpec tiny(FilterForm form) {
    return new NetworkBuilder("tiny", FeatureShape.of(2, 6, 6), form)
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
    float[] examples = Networks.examples(tiny(new Rank1Form()), 4, 3);
    for (int i = 0; i < examples.length; i++) {
      examples[i] *= 0.5f;
    }
    return examples;
  }

  @BeforeEach
  void trainsComposed() {
    start = drawn(new Rank1Form(), Initializer.HE);
    majorant = new LinkedHashMap<>();
    tensors(start)
        .forEach(
            (layer, byRole) -> {
              Map<String, FloatTensor> larger = new LinkedHashMap<>();
              byRole.forEach((role, tensor) -> larger.put(role, larger(tensor)));
              majorant.put(layer, larger);
            });
    bound = bound();
    composed = trained(start, Execution.COMPOSED);
    double moved = furthest(composed, tensors(start));
    assertThat(moved).as("moved, where the bound is %s", bound).isGreaterThan(10 * bound);
    assertThat(moved).as("so that |w| stays below v").isLessThan(0.05);
  }

  /** Above the tensor by a tenth of its largest element, and more where the element is large. */
  private static FloatTensor larger(FloatTensor tensor) {
    float largest = 0;
    for (float value : tensor.data()) {
      largest = Math.max(largest, Math.abs(value));
    }
    FloatTensor larger = tensor.copy();
    for (int i = 0; i < larger.size(); i++) {
      larger.data()[i] =
          1.05f * Math.abs(larger.data()[i]) + (largest == 0 ? 0.02f : 0.1f * largest);
    }
    return larger;
  }

  private NetworkSnapshot drawn(FilterForm form, Initializer initializer) {
    return Networks.snapshot(network(tiny(form), initializer, Execution.COMPOSED));
  }

  private TrainingNetwork network(NetworkSpec spec, Initializer initializer, Execution execution) {
    return new TrainingNetwork(
        spec,
        layer -> new FormParameterization(layer.form(), initializer, execution),
        engine.manager(),
        new SplittableRandom(11));
  }

  private static Map<String, Map<String, FloatTensor>> tensors(NetworkSnapshot snapshot) {
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : snapshot.network().layers()) {
      tensors.put(layer.name(), snapshot.tensors(layer));
    }
    return tensors;
  }

  private Map<String, Map<String, FloatTensor>> trained(NetworkSnapshot from, Execution execution) {
    TrainingNetwork network = network(from.network(), Initializer.HE, execution);
    network.load(from);
    OptimizerFactory.Optimizer sgd =
        new Sgd(new SgdOptions(RATE, 0)).create(network.groups(), engine.manager());
    for (int step = 0; step < STEPS; step++) {
      Networks.step(network, sgd, engine.manager(), examples);
    }
    return tensors(Networks.snapshot(network));
  }

  /** τ after all steps. */
  private double bound() {
    TrainingNetwork network = network(start.network(), Initializer.HE, Execution.COMPOSED);
    network.load(
        new NetworkSnapshot(start.network(), majorant, Networks.INPUT, Networks.PROVENANCE));
    float[] positive = examples.clone();
    for (int i = 0; i < positive.length; i++) {
      positive[i] = Math.abs(positive[i]);
    }
    double largestLogit;
    try (NDManager manager = engine.manager().newSubManager();
        GradientCollector collector = engine.manager().getEngine().newGradientCollector()) {
      NDArray logits = network.forward(Networks.batch(network.spec(), positive, manager), true);
      largestLogit = logits.max().getFloat();
      collector.backward(logits.sum().div(4));
    }
    double rho = 0;
    for (ParameterGroup group : network.groups()) {
      for (Map.Entry<String, NDArray> tensor : group.tensors().entrySet()) {
        float[] gradient;
        try (NDArray array = tensor.getValue().getGradient()) {
          gradient = array.toFloatArray();
        }
        float[] weights = tensor.getValue().toFloatArray();
        for (int i = 0; i < weights.length; i++) {
          rho = Math.max(rho, RATE * gradient[i] / weights[i]);
        }
      }
    }
    double gamma = ROUNDINGS * UNIT / (1 - ROUNDINGS * UNIT);
    double tau = 0;
    for (int step = 0; step < STEPS; step++) {
      tau += rho * ((7 + 4 * largestLogit) * tau + (2 + largestLogit) * gamma) + 4 * UNIT;
    }
    assertThat(tau).as("largest logit %s, ρ %s", largestLogit, rho).isLessThan(1e-4);
    return tau;
  }

  /** The largest |difference| / v over all weights. */
  private double furthest(
      Map<String, Map<String, FloatTensor>> one, Map<String, Map<String, FloatTensor>> other) {
    List<Double> ratios = new ArrayList<>();
    majorant.forEach(
        (layer, byRole) ->
            byRole.forEach(
                (role, scale) -> {
                  float[] a = one.get(layer).get(role).data();
                  float[] b = other.get(layer).get(role).data();
                  for (int i = 0; i < a.length; i++) {
                    ratios.add(Math.abs((double) a[i] - b[i]) / scale.data()[i]);
                  }
                }));
    return ratios.stream().mapToDouble(ratio -> ratio).max().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"FACTORIZED", "CHAIN"})
  void composedAndFactorizedGoTheSameWay(Execution execution) {
    assertThat(furthest(trained(start, execution), composed)).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPOSED", "FACTORIZED", "CHAIN"})
  void flattenedWithoutInnerBiasGoesTheSameWayFromTheSameFactors(Execution execution) {
    FlattenedForm flattened = new FlattenedForm(new FlattenedOptions());
    NetworkSnapshot same =
        new NetworkSnapshot(tiny(flattened), tensors(start), Networks.INPUT, Networks.PROVENANCE);
    assertThat(furthest(trained(same, execution), composed)).isLessThanOrEqualTo(bound);
  }

  @Test
  void flattenedFromTheInitializationOfItsAuthorsGoesAnotherWay() {
    NetworkSnapshot jin = drawn(new FlattenedForm(new FlattenedOptions()), Initializer.JIN);
    assertThat(furthest(tensors(jin), tensors(start))).isGreaterThan(0.1);
    assertThat(furthest(trained(jin, Execution.CHAIN), composed)).isGreaterThan(0.1);
  }

  @Test
  void flattenedWithInnerBiasesGoesAnotherWay() {
    NetworkSnapshot biased =
        drawn(
            new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.EACH, false)),
            Initializer.HE);
    Map<String, Map<String, FloatTensor>> from = new LinkedHashMap<>();
    tensors(biased)
        .forEach(
            (layer, byRole) -> {
              Map<String, FloatTensor> merged = new LinkedHashMap<>(byRole);
              merged.putAll(tensors(start).get(layer));
              from.put(layer, merged);
            });
    NetworkSnapshot same =
        new NetworkSnapshot(biased.network(), from, Networks.INPUT, Networks.PROVENANCE);
    // Inner biases are 0 at first, so only what they learn can make a difference.
    assertThat(furthest(trained(same, Execution.CHAIN), composed)).isGreaterThan(bound);
  }
}
