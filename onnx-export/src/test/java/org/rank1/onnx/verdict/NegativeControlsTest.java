package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.model.SubModels;
import org.rank1.onnx.proof.WeightProof.Finding;

/** Models that are wrong must be found out, in the right place, by each kind of evidence. */
class NegativeControlsTest {
  private static final NetworkSpec NETWORK = TestModels.network(new Rank1Form());
  private static final List<FloatTensor> IMAGES = TestModels.images(NETWORK, 4);
  private static final ModelProto COMPOSED = TestModels.export(NETWORK, "composed", Batch.DYNAMIC);
  private static final ModelProto CHAIN = TestModels.export(NETWORK, "chain", Batch.DYNAMIC);
  private static final ModelProto FUSED =
      TestModels.export(NETWORK, "pointwise-depthwise", Batch.DYNAMIC);

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of(
            "one pointwise tap changed by 10 %",
            "conv2", TestModels.withWeights(CHAIN, "conv2/pointwise/weight", w -> w[37] *= 1.1f)),
        Arguments.of(
            "one vertical tap changed by 10 %",
            "bn3", TestModels.withWeights(CHAIN, "conv3/axis0/weight", w -> w[7] *= 1.1f)),
        Arguments.of(
            "one fused tap changed by 10 %",
            "bn1", TestModels.withWeights(FUSED, "bn1/weight", w -> w[4] *= 1.1f)),
        Arguments.of("p and q swapped", "conv2", swapped()),
        Arguments.of(
            "padding moved by one",
            "conv2",
            TestModels.withNode(CHAIN, "conv2", node -> TestModels.setPads(node, 0, 0, 0, 2))),
        Arguments.of(
            "padding one too many",
            "conv2",
            TestModels.withNode(CHAIN, "conv2", node -> TestModels.setPads(node, 0, 1, 0, 2))),
        Arguments.of(
            "padding on the other axis",
            "bn3",
            TestModels.withNode(CHAIN, "bn3", node -> TestModels.setPads(node, 2, 0, 2, 0))),
        Arguments.of(
            "bias dropped", "conv2", TestModels.withNode(CHAIN, "conv2", TestModels::dropBias)),
        Arguments.of(
            "folded batch norm's shift dropped",
            "bn1",
            TestModels.withWeights(CHAIN, "bn1/bias", b -> Arrays.fill(b, 0))),
        Arguments.of(
            "bias of the last layer changed",
            "logits",
            TestModels.withWeights(CHAIN, "logits/bias", b -> b[3] += 1e-3f)),
        Arguments.of(
            "all zero",
            "bn1",
            TestModels.withTensors(
                CHAIN,
                tensor ->
                    OnnxTensors.of(
                        tensor.getName(),
                        FloatTensor.zeros(OnnxTensors.floats(tensor, "test").shape())))),
        Arguments.of(
            "not a number",
            "conv2",
            TestModels.withWeights(CHAIN, "conv2/pointwise/weight", w -> w[0] = Float.NaN)));
  }

  private static ModelProto swapped() {
    float[] p = TestModels.weights(CHAIN, "conv2/axis0/weight");
    float[] q = TestModels.weights(CHAIN, "conv2/weight");
    ModelProto half =
        TestModels.withWeights(
            CHAIN, "conv2/axis0/weight", w -> System.arraycopy(q, 0, w, 0, w.length));
    return TestModels.withWeights(
        half, "conv2/weight", w -> System.arraycopy(p, 0, w, 0, w.length));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void aDamagedModelIsFoundOutAtTheDamagedLayer(String damage, String layer, ModelProto damaged) {
    EquivalenceReport report = TestModels.compare(COMPOSED, damaged, IMAGES);
    assertThat(report.equivalent()).isFalse();
    assertThat(report.layers())
        .filteredOn(proof -> !proof.holds())
        .first()
        .satisfies(
            proof -> {
              assertThat(proof.name()).isEqualTo(layer);
              assertThat(proof.worstErrorOverBound()).isGreaterThan(10);
            });
    assertThat(report.reason()).contains("\"" + layer + "\"");
    assertThat(report.summary()).startsWith("Not equivalent: ");
    // The other kind of evidence finds it too, and by itself.
    assertThat(report.measurement().holds()).isFalse();
  }

  /** Without the layers' names there is nothing but the measurement. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void aDamagedModelIsFoundOutWithoutSharedNames(String damage, String layer, ModelProto damaged) {
    ModelProto foreign = SubModels.rename(damaged, name -> "their/" + name);
    assertThat(TestModels.compare(COMPOSED, foreign, IMAGES).equivalent()).isFalse();
  }

  /** Here because the last layer ignores everything; a ReLU that is off hides a fault as well. */
  @Test
  void aFaultThatDoesNotReachTheOutputIsFoundByTheProof() {
    ModelProto dead = TestModels.withWeights(COMPOSED, "logits/weight", w -> Arrays.fill(w, 0));
    ModelProto deadAndDamaged =
        TestModels.withWeights(
            TestModels.withWeights(CHAIN, "logits/weight", w -> Arrays.fill(w, 0)),
            "conv3/axis0/weight",
            w -> w[7] *= 1.1f);
    EquivalenceReport report = TestModels.compare(dead, deadAndDamaged, IMAGES);
    assertThat(report.measurement().holds()).isTrue();
    assertThat(report.equivalent()).isFalse();
    assertThat(report.reason()).contains("\"bn3\"");
  }

  /** The images never reach these weights, or hardly: only the proof by weights sees them. */
  static Stream<Arguments> hidden() {
    return Stream.of(
        Arguments.of("one weight changed by 1 %", (Consumer<float[]>) w -> w[37] *= 1.01f),
        Arguments.of(
            "one weight changed by 10 times its rounding",
            (Consumer<float[]>) w -> w[37] *= 1 + 10 * 0x1p-24f * 1.01f));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hidden")
  void aSmallChangeOfOneWeightIsFoundByTheWeights(String damage, Consumer<float[]> change) {
    assertFoundByWeights(
        COMPOSED, TestModels.withWeights(CHAIN, "conv2/pointwise/weight", change), "conv2");
    assertFoundByWeights(
        COMPOSED, TestModels.withWeights(FUSED, "conv2/pointwise/weight", change), "conv2");
  }

  @Test
  void aWeightBehindAChannelThatNeverSwitchesOnIsFoundByTheWeights() {
    int channel = 3;
    ModelProto dead = TestModels.withWeights(COMPOSED, "bn1/bias", b -> b[channel] = -1e3f);
    ModelProto split = TestModels.withWeights(CHAIN, "bn1/bias", b -> b[channel] = -1e3f);
    assertThat(TestModels.compare(dead, split, IMAGES).summary())
        .startsWith("Equivalent: proved for all 4 linear layers by their weights");
    ModelProto damaged =
        TestModels.withWeights(split, "conv2/pointwise/weight", w -> w[5 * 8 + channel] += 0.5f);
    EquivalenceReport report = TestModels.compare(dead, damaged, IMAGES);
    assertThat(report.layers()).allMatch(LayerProof::keepsBound);
    assertThat(report.measurement().holds()).isTrue();
    assertFoundByWeights(dead, damaged, "conv2");
    assertThat(report.reason()).contains("filter 5, channel 3");
  }

  @Test
  void aCornerTapIsFoundByTheWeights() {
    ModelProto damaged =
        TestModels.withWeights(FUSED, "bn3/weight", w -> w[7 * 25] += Math.abs(w[7 * 25]) * 0.01f);
    assertFoundByWeights(COMPOSED, damaged, "bn3");
    assertThat(TestModels.compare(COMPOSED, damaged, IMAGES).reason())
        .contains("filter 7", "offset [-2, -2]");
  }

  @Test
  void aFilterThatNobodyUsesIsFoundByTheWeights() {
    // Nobody reads filter 2 of conv3: its channel has weights of zero in the last layer.
    Consumer<float[]> unused =
        w -> {
          for (int unit = 0; unit < 10; unit++) {
            w[unit * 16 + 2] = 0;
          }
        };
    ModelProto reference = TestModels.withWeights(COMPOSED, "logits/weight", unused);
    ModelProto candidate = TestModels.withWeights(CHAIN, "logits/weight", unused);
    ModelProto damaged =
        TestModels.withWeights(candidate, "conv3/axis0/weight", w -> w[2 * 5 + 1] *= 1.01f);
    assertThat(TestModels.compare(reference, damaged, IMAGES).measurement().holds()).isTrue();
    assertFoundByWeights(reference, damaged, "bn3");
  }

  private static void assertFoundByWeights(ModelProto reference, ModelProto damaged, String layer) {
    EquivalenceReport report = TestModels.compare(reference, damaged, IMAGES);
    assertThat(report.equivalent()).isFalse();
    assertThat(report.reason()).startsWith("by their weights").contains("\"" + layer + "\"");
    assertThat(report.layers())
        .filteredOn(proof -> proof.weights().finding() == Finding.DIFFERENT)
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.name()).isEqualTo(layer);
              assertThat(proof.weights().worst()).isGreaterThan(1);
              assertThat(proof.everyInputBound()).isInfinite();
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void everyDamageOfALayerIsFoundByItsWeights(String damage, String layer, ModelProto damaged) {
    assertThat(TestModels.compare(COMPOSED, damaged, IMAGES).layers())
        .filteredOn(proof -> proof.name().equals(layer))
        .singleElement()
        .satisfies(
            proof ->
                assertThat(proof.weights().finding())
                    .as(proof.weights().sentence())
                    .isEqualTo(Finding.DIFFERENT));
  }

  /** Far below what changes a prediction, far above what rounding explains. */
  @Test
  void aLayerScaledByLessThanATenThousandthIsFoundOut() {
    ModelProto slightly =
        TestModels.withWeights(
            CHAIN,
            "conv2/weight",
            w -> {
              for (int i = 0; i < w.length; i++) {
                w[i] *= 1 + 4e-5f;
              }
            });
    assertThat(TestModels.compare(COMPOSED, slightly, IMAGES).reason()).contains("\"conv2\"");
  }
}
