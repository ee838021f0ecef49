package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.model.SubModels;
import org.rank1.onnx.proof.WeightProof.Finding;

class EquivalenceCheckTest {
  private static final NetworkSpec NETWORK = TestModels.network(new Rank1Form());
  private static final List<FloatTensor> IMAGES = TestModels.images(NETWORK, 9);

  private static ModelProto model(String lowering) {
    return TestModels.export(NETWORK, lowering, Batch.DYNAMIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chain", "pointwise-depthwise"})
  void splitFormsAreEquivalentWithBothKindsOfEvidence(String lowering) {
    EquivalenceReport report = TestModels.compare(model("composed"), model(lowering), IMAGES);
    assertThat(report.reason()).isNull();
    assertThat(report.equivalent()).isTrue();
    assertThat(report.evidence()).isEqualTo(Evidence.PROOF_AND_MEASUREMENT);
    assertThat(report.linearLayers()).isEqualTo(4);
    assertThat(report.linearLayersProved()).isEqualTo(4);
    assertThat(report.layers())
        .extracting(LayerProof::name)
        .containsExactly(
            "bn1", "relu1", "pool1", "conv2", "relu2", "bn3", "relu3", "pool", "flatten", "logits");
    assertThat(report.worstErrorOverBound()).isBetween(1e-3, 1.0);
    assertThat(report.maxAbsError()).isPositive().isLessThanOrEqualTo(report.tolerance());
    assertThat(report.tolerance()).isLessThanOrEqualTo(1e-4 * report.measurement().maxAbsOutput());
    assertThat(report.top1Agreement()).isEqualTo(1);
    assertThat(report.inputs()).isEqualTo(9);
    assertThat(report.runtime()).contains("ONNX Runtime");
    assertThat(report.summary()).contains("proved for all 4 linear layers");
  }

  @Test
  void theRoundingsAreThoseOfTheMethod() {
    EquivalenceReport report = TestModels.compare(model("composed"), model("chain"), IMAGES);
    LayerProof conv2 =
        report.layers().stream().filter(l -> l.name().equals("conv2")).findFirst().orElseThrow();
    assertThat(conv2.candidateRoundings()).isEqualTo(8 + 3 + 3 + 3);
    assertThat(conv2.referenceRoundings()).isEqualTo(8 * 3 * 3 + 1 + 2 + 2);
    assertThat(conv2.identical()).isFalse();
    assertThat(report.layers())
        .filteredOn(l -> List.of("relu1", "pool1", "logits").contains(l.name()))
        .hasSize(3)
        .allSatisfy(l -> assertThat(l.identical()).isTrue());
  }

  @Test
  void aModelIsEquivalentToItself() {
    EquivalenceReport report = TestModels.compare(model("chain"), model("chain"), IMAGES);
    assertThat(report.equivalent()).isTrue();
    assertThat(report.layers()).allSatisfy(l -> assertThat(l.identical()).isTrue());
    assertThat(report.top1Agreement()).isEqualTo(1);
  }

  @Test
  void referenceAndCandidateMayBeExchanged() {
    EquivalenceReport report = TestModels.compare(model("chain"), model("composed"), IMAGES);
    assertThat(report.summary()).startsWith("Equivalent: proved");
  }

  @Test
  void sumsOfChainsAreEquivalentEvenWhereTheirTermsCancelAndEitherWayRound() {
    NetworkSpec network = TestModels.network(new SumOfTermsForm());
    ModelProto composed = TestModels.export(network, "composed", Batch.DYNAMIC);
    ModelProto chains = TestModels.export(network, "chain", Batch.DYNAMIC);
    assertThat(TestModels.compare(composed, chains, IMAGES).summary())
        .startsWith("Equivalent: proved");
    EquivalenceReport exchanged = TestModels.compare(chains, composed, IMAGES);
    assertThat(exchanged.layers()).allSatisfy(layer -> assertThat(layer.holds()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4", "16", "dynamic"})
  void everyBatchIsFedInTheSizeTheModelWants(String batch) {
    Batch size = Batch.parse(batch, "test");
    EquivalenceReport report =
        TestModels.compare(
            TestModels.export(NETWORK, "composed", size),
            TestModels.export(NETWORK, "chain", size),
            IMAGES);
    assertThat(report.equivalent()).as(report.summary()).isTrue();
    assertThat(report.inputs()).isEqualTo(9);
    EquivalenceReport mixed =
        TestModels.compare(
            model("composed"), TestModels.export(NETWORK, "chain", size), singles(IMAGES.get(0)));
    assertThat(mixed.equivalent()).as(mixed.summary()).isTrue();
    assertThat(mixed.inputs()).isEqualTo(9);
  }

  private static List<FloatTensor> singles(FloatTensor batch) {
    List<FloatTensor> singles = new ArrayList<>();
    int size = batch.size() / batch.shape().get(0);
    for (int i = 0; i < batch.shape().get(0); i++) {
      List<Integer> shape = new ArrayList<>(batch.shape());
      shape.set(0, 1);
      float[] values = Arrays.copyOfRange(batch.data(), i * size, (i + 1) * size);
      singles.add(FloatTensor.of(shape, values));
    }
    return singles;
  }

  static Stream<FilterForm> composableForms() {
    return Stream.of(new Rank1Form(), new SumOfTermsForm());
  }

  /** kernel × stride × unequal padding × dilation × groups × odd sizes, on one to three axes. */
  @ParameterizedTest
  @MethodSource("composableForms")
  void everyGeometryIsEquivalent(FilterForm form) {
    SplittableRandom random = new SplittableRandom(form.name().hashCode());
    for (int trial = 0; trial < 24; trial++) {
      NetworkSpec network = randomNetwork(form, 1 + trial % 3, random);
      ModelProto composed = TestModels.export(network, "composed", Batch.fixed(2));
      List<FloatTensor> images = TestModels.images(network, 2);
      for (String lowering : form.lowerings(network.convSpec(network.convolutions().get(0)))) {
        EquivalenceReport report =
            TestModels.compare(
                composed, TestModels.export(network, lowering, Batch.fixed(2)), images);
        assertThat(report.layers())
            .as("%s as %s", network, lowering)
            .allSatisfy(layer -> assertThat(layer.holds()).as(layer.toString()).isTrue());
        assertThat(report.equivalent()).as("%s: %s", network, report.summary()).isTrue();
      }
    }
  }

  private static NetworkSpec randomNetwork(FilterForm form, int axes, SplittableRandom random) {
    List<ConvAxis> window = new ArrayList<>();
    List<Integer> spatial = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      ConvAxis own =
          new ConvAxis(
              random.nextInt(1, 5),
              random.nextInt(1, 4),
              random.nextInt(0, 3),
              random.nextInt(0, 3),
              random.nextInt(1, 3));
      window.add(own);
      spatial.add(own.span() + random.nextInt(0, 8));
    }
    int groups = random.nextInt(1, 4);
    NetworkBuilder builder =
        new NetworkBuilder("random", new FeatureShape(groups * random.nextInt(1, 5), spatial), form)
            .conv(
                "conv1",
                groups * random.nextInt(1, 5),
                new ConvGeometry(window, groups),
                random.nextBoolean());
    if (random.nextBoolean()) {
      builder.batchNorm("bn1");
    }
    List<ConvAxis> same = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      same.add(ConvAxis.same(3));
    }
    return builder
        .relu("relu1")
        .conv("conv2", 4, new ConvGeometry(same, 1), true)
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 3)
        .build();
  }

  @Test
  void aModelMadeElsewhereIsJudgedByWhatItShares() {
    ModelProto foreign =
        SubModels.rename(model("chain"), name -> name.startsWith("relu") ? name : "their/" + name);
    EquivalenceReport report = TestModels.compare(model("composed"), foreign, IMAGES);
    assertThat(report.equivalent()).as(report.summary()).isTrue();
    assertThat(report.layers())
        .extracting(LayerProof::name)
        .containsExactly("relu1", "relu2", "relu3", "logits");
    assertThat(report.linearLayersProved()).isEqualTo(1);
    assertThat(report.summary()).contains("proved for 1 of 4", "the rest only tried");
    assertThat(report.layers())
        .filteredOn(layer -> layer.name().startsWith("relu"))
        .allSatisfy(
            layer -> {
              assertThat(layer.weights().finding()).isEqualTo(Finding.NOT_REDUCED);
              assertThat(layer.weights().detail()).contains("not linear");
              assertThat(layer.denseInputs()).isGreaterThanOrEqualTo(8);
            });
  }

  @Test
  void withoutSharedValuesALongPartProvesNothingAndTheReportSaysSo() {
    NetworkBuilder builder = new NetworkBuilder("deep", FeatureShape.of(8, 9, 9), new Rank1Form());
    for (int i = 0; i < 8; i++) {
      builder.conv("conv" + i, 32, ConvGeometry.same2d(5), false).batchNorm("bn" + i);
      builder.relu("relu" + i);
    }
    NetworkSpec deep = builder.globalAveragePool("pool").flatten("flat").dense("out", 5).build();
    ModelProto composed = TestModels.export(deep, "composed", Batch.fixed(1));
    ModelProto foreign =
        SubModels.rename(TestModels.export(deep, "chain", Batch.fixed(1)), name -> "their/" + name);
    EquivalenceReport report = TestModels.compare(composed, foreign, TestModels.images(deep, 3));
    assertThat(report.equivalent()).as(report.summary()).isTrue();
    assertThat(report.evidence()).isEqualTo(Evidence.MEASUREMENT_ONLY);
    assertThat(report.linearLayersProved()).isZero();
    assertThat(report.layers())
        .singleElement()
        .satisfies(
            layer -> {
              assertThat(layer.name()).isEqualTo("out");
              assertThat(layer.conclusive()).isFalse();
              assertThat(layer.relativeBound()).isGreaterThan(0.1);
            });
    assertThat(report.summary()).contains("nothing is proved", "layer \"out\" is no single");
  }

  @Test
  void anInnerValueThatBearsTheNameOfAnOutputIsNotTakenForIt() {
    ModelProto chain = model("chain");
    ModelProto confusing =
        SubModels.rename(
            chain,
            name -> name.equals("logits") ? "scores" : name.equals("conv2") ? "logits" : name);
    EquivalenceReport report = TestModels.compare(model("composed"), confusing, IMAGES);
    assertThat(report.equivalent()).as(report.summary()).isTrue();
    assertThat(report.layers()).extracting(LayerProof::name).doesNotContain("conv2");
  }

  @Test
  void progressIsToldAboutEveryStep() {
    List<EquivalenceProgress> steps = new ArrayList<>();
    TestModels.CHECK.compare(
        CheckedModel.of(TestModels.export(NETWORK, "composed", Batch.fixed(4)), "composed"),
        CheckedModel.of(TestModels.export(NETWORK, "chain", Batch.fixed(4)), "chain"),
        IMAGES,
        steps::add);
    assertThat(steps).hasSize(3 * (10 + 1));
    assertThat(steps.get(0)).isEqualTo(new EquivalenceProgress("whole network", 1, 33));
    assertThat(steps.get(32)).isEqualTo(new EquivalenceProgress("logits", 33, 33));
  }

  @Test
  void modelsThatCannotBeComparedAreRefusedWithBothShapes() {
    NetworkSpec other =
        new NetworkBuilder("other", FeatureShape.of(3, 12, 11), new Rank1Form())
            .flatten("flatten")
            .dense("logits", 10)
            .build();
    assertRefused(
        TestModels.export(other, "chain", Batch.DYNAMIC), "[?, 3, 13, 11]", "[?, 3, 12, 11]");
    NetworkSpec nine =
        new NetworkBuilder("nine", NETWORK.input(), new Rank1Form())
            .flatten("flatten")
            .dense("logits", 9)
            .build();
    assertRefused(TestModels.export(nine, "chain", Batch.DYNAMIC), "[9, 10]", "[9, 9]");
    assertThatThrownBy(() -> TestModels.compare(model("chain"), model("chain"), List.of()))
        .isInstanceOf(InvalidInputException.class);
    FloatTensor wrong = Snapshots.uniform(List.of(1, 3, 11, 13), 0, 1, new SplittableRandom(1));
    assertThatThrownBy(() -> TestModels.compare(model("chain"), model("chain"), List.of(wrong)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("[1, 3, 11, 13]", "[?, 3, 13, 11]");
  }

  private static void assertRefused(ModelProto candidate, String... parts) {
    assertThatThrownBy(() -> TestModels.compare(model("composed"), candidate, IMAGES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts);
  }
}
