package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.check.OnnxCheck;
import org.rank1.onnx.graph.OnnxFile;

class OnnxExporterTest {
  private static final String CHAIN = "chain";
  private static final String COMPOSED = "composed";

  @TempDir Path folder;

  private final OnnxExporter exporter = new OnnxExporter();

  private static NetworkSpec small(FilterForm form) {
    return new NetworkBuilder("small", FeatureShape.of(1, 12, 12), form)
        .conv("conv1", 8, ConvGeometry.same2d(3), false)
        .batchNorm("bn1")
        .relu("relu1")
        .conv("conv2", 6, ConvGeometry.same2d(3), true)
        .dropout("drop", 0.5)
        .batchNorm("bn2")
        .relu("relu2")
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 3)
        .build();
  }

  private ExportedModel export(NetworkSpec network, String lowering) {
    return exporter.export(
        Snapshots.random(network, 1), new ExportOptions().withLowering(lowering));
  }

  private static List<String> nodes(ModelProto model) {
    return model.getGraph().getNodeList().stream()
        .map(node -> node.getOpType() + " " + node.getOutput(0))
        .toList();
  }

  @Test
  void batchNormIsFoldedAndDropoutVanishes() {
    assertThat(nodes(export(small(new Rank1Form()), COMPOSED).model().proto()))
        .containsExactly(
            "Conv bn1",
            "Relu relu1",
            "Conv bn2",
            "Relu relu2",
            "GlobalAveragePool pool",
            "Flatten flatten",
            "Gemm logits");
  }

  @Test
  void stagesAreNamedByLayerAndStage() {
    assertThat(nodes(export(small(new Rank1Form()), CHAIN).model().proto()))
        .startsWith("Conv conv1/axis0", "Conv bn1", "Relu relu1")
        .contains("Conv conv2/pointwise", "Conv conv2/axis0", "Conv bn2");
  }

  @Test
  void nodesHaveTheNamesOfTheirOutputsAndWeightsOfTheirNodes() {
    GraphProto graph = export(small(new Rank1Form()), CHAIN).model().proto().getGraph();
    Set<String> values = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      assertThat(node.getName()).isEqualTo(node.getOutput(0));
      values.add(node.getName());
    }
    assertThat(graph.getInitializerList())
        .isNotEmpty()
        .allSatisfy(
            tensor ->
                assertThat(tensor.getName())
                    .satisfies(
                        name ->
                            assertThat(values).contains(name.substring(0, name.lastIndexOf('/')))));
    assertThat(graph.getInputList()).extracting(i -> i.getName()).containsExactly("input");
    assertThat(graph.getOutputList()).extracting(o -> o.getName()).containsExactly("logits");
  }

  @Test
  void everyLayersValueHasOneNameInAllLowerings() {
    NetworkSpec network = ExportEqualityTest.dag(2, new Rank1Form());
    Set<String> composed = values(export(network, COMPOSED).model().proto());
    for (String lowering : List.of(CHAIN, "pointwise-depthwise")) {
      assertThat(values(export(network, lowering).model().proto())).containsAll(composed);
    }
    // Everything but dropout and the layers folded into what follows them; the last name is kept.
    Set<String> expected =
        network.layers().stream().map(LayerSpec::name).collect(Collectors.toSet());
    expected.removeAll(List.of("conv1", "drop1", "bn1a", "conv4", "logits"));
    expected.add("sum/sum1");
    assertThat(composed).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Set<String> values(ModelProto model) {
    return model.getGraph().getNodeList().stream()
        .map(node -> node.getOutput(0))
        .collect(Collectors.toSet());
  }

  @Test
  void everyLastConvolutionHasABias() {
    GraphProto graph = export(small(new Rank1Form()), CHAIN).model().proto().getGraph();
    Map<String, Integer> inputs = new HashMap<>();
    graph.getNodeList().forEach(node -> inputs.put(node.getName(), node.getInputCount()));
    assertThat(inputs)
        .containsEntry("bn1", 3)
        .containsEntry("bn2", 3)
        .containsEntry("conv2/pointwise", 2)
        .containsEntry("conv2/axis0", 2);
    NetworkSpec plain =
        new NetworkBuilder("plain", FeatureShape.of(2, 5, 5), new DenseForm())
            .conv("conv", 2, ConvGeometry.same2d(3), false)
            .build();
    assertThat(export(plain, COMPOSED).model().proto().getGraph().getNode(0).getInputCount())
        .isEqualTo(3);
  }

  @Test
  void chainsOfASumAreAddedAndAllEndInABias() {
    NetworkSpec network =
        new NetworkBuilder("sum", FeatureShape.of(2, 5, 5), new TwoChainsForm(false, false))
            .conv("conv", 3, ConvGeometry.same2d(3), true)
            .batchNorm("bn")
            .build();
    ModelProto model = export(network, TwoChainsForm.SUM).model().proto();
    assertThat(nodes(model)).containsExactly("Conv conv/0/full", "Conv conv/1/full", "Add bn");
    assertThat(model.getGraph().getNodeList().subList(0, 2))
        .allMatch(node -> node.getInputCount() == 3);
  }

  @Test
  void aFinalReluKeepsTheBatchNormAndTheBiasOutside() {
    NetworkSpec network =
        new NetworkBuilder("relu", FeatureShape.of(2, 5, 5), new TwoChainsForm(true, true))
            .conv("conv", 3, ConvGeometry.same2d(3), true)
            .batchNorm("bn")
            .build();
    assertThat(nodes(export(network, TwoChainsForm.SUM).model().proto()))
        .containsExactly(
            "Conv conv/0/full/conv",
            "Relu conv/0/full",
            "Conv conv/1/full/conv",
            "Relu conv/1/full",
            "Add conv/sum",
            "BatchNormalization conv",
            "BatchNormalization bn");
  }

  @Test
  void unequalPaddingIsBeginThenEnd() {
    NetworkSpec network =
        new NetworkBuilder("pads", FeatureShape.of(1, 9, 9), new DenseForm())
            .conv(
                "conv",
                1,
                new ConvGeometry(
                    List.of(new ConvAxis(3, 1, 0, 1, 1), new ConvAxis(3, 1, 2, 3, 1)), 1),
                true)
            .build();
    NodeProto conv = export(network, COMPOSED).model().proto().getGraph().getNode(0);
    assertThat(conv.getAttributeList())
        .filteredOn(attribute -> attribute.getName().equals("pads"))
        .singleElement()
        .satisfies(pads -> assertThat(pads.getIntsList()).containsExactly(0L, 2L, 1L, 3L));
  }

  @Test
  void equalSnapshotsGiveEqualBytes() throws IOException {
    NetworkSpec network = ExportEqualityTest.dag(2, new Rank1Form());
    Path first = folder.resolve("first.onnx");
    Path second = folder.resolve("second.onnx");
    exporter.export(Snapshots.random(network, 3), new ExportOptions(), first);
    exporter.export(Snapshots.random(network, 3), new ExportOptions(), second);
    assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
    exporter.export(Snapshots.random(network, 4), new ExportOptions(), second);
    assertThat(Files.readAllBytes(first)).isNotEqualTo(Files.readAllBytes(second));
    assertThat(OnnxCheck.require(OnnxFile.read(first), "first").shapes()).containsKey("out");
  }

  @Test
  void theModelSaysWhatItWantsAndWhereItComesFrom() throws IOException, OrtException {
    NetworkSnapshot snapshot = Snapshots.random(small(new TwoChainsForm(false, false)), 1);
    Path file = folder.resolve("m.onnx");
    ModelProto model = exporter.export(snapshot, new ExportOptions(), file).model().proto();
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("layout", "NCHW");
    expected.put("preprocessing", "external");
    expected.put("input_range", "[0,1]");
    expected.put("mean", "[0.25]");
    expected.put("standard_deviation", "[0.5]");
    expected.put("class_names", "[\"a\",\"\\\"b\\\"\",\"größer\"]");
    expected.put("network", "small");
    expected.put("dataset", "synthetic");
    expected.put("seed", "-42");
    expected.put("configuration_hash", "c0ffee");
    expected.put("product_version", model.getProducerVersion());
    expected.put("training_version", "0.0.9");
    for (String layer : List.of("conv1", "conv2")) {
      expected.put("layer." + layer + ".form", "two-chains");
      expected.put("layer." + layer + ".lowering", TwoChainsForm.SUM);
      expected.put("layer." + layer + ".option.firstRelu", "false");
      expected.put("layer." + layer + ".option.secondRelu", "false");
      expected.put("layer." + layer + ".option.rank", "2");
    }
    ModelProto read = OnnxFile.read(file);
    assertThat(ModelMetadata.read(CheckedModel.of(read, "m")))
        .containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(ModelMetadata.inputContract(CheckedModel.of(read, "m"))).isEqualTo(snapshot.input());
    try (OrtSession session = Ort.session(read)) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsExactlyInAnyOrderEntriesOf(expected);
      assertThat(session.getMetadata().getProducerName()).isEqualTo("rank1");
    }
  }

  @Test
  void metadataThatIsMissingOrWrongIsRefused() {
    ModelProto model = export(small(new DenseForm()), COMPOSED).model().proto();
    ModelProto.Builder without = model.toBuilder().clearMetadataProps();
    assertThatThrownBy(() -> ModelMetadata.inputContract(CheckedModel.of(without.build(), "\"m\"")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "\"m\" was not exported by Rank1 and does not say how images become its input; say it with --mean, --std and --labels.");
    ModelProto.Builder wrong = model.toBuilder();
    wrong.getMetadataPropsBuilderList().stream()
        .filter(entry -> entry.getKey().equals("mean"))
        .forEach(entry -> entry.setValue("[null]"));
    assertThatThrownBy(() -> ModelMetadata.inputContract(CheckedModel.of(wrong.build(), "\"m\"")))
        .isInstanceOf(InvalidInputException.class);
    ModelProto.Builder twice = model.toBuilder().addMetadataProps(model.getMetadataProps(0));
    assertThatThrownBy(() -> ModelMetadata.read(CheckedModel.of(twice.build(), "\"m\"")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void nothingThatAForeignFileSaysIsBelieved() {
    ModelProto model = export(small(new DenseForm()), COMPOSED).model().proto();
    ModelProto.Builder foreign = model.toBuilder().clearMetadataProps();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      if (!entry.getKey().equals("product_version")) {
        foreign.addMetadataProps(entry).addMetadataProps(entry); // twice: nobody looks
      }
    }
    foreign.addMetadataProps(
        StringStringEntryProto.newBuilder().setKey("preprocessing").setValue("imagenet"));
    CheckedModel checked = CheckedModel.of(foreign.build(), "\"m\"");
    assertThat(ModelMetadata.read(checked)).isEmpty();
    assertThat(ModelMetadata.saysItsInput(checked)).isFalse();
    assertThat(ModelMetadata.embedsPreprocessing(checked)).isFalse();
  }

  @Test
  void countsComeFromTheStagesThatRun() {
    ExportedModel chain = export(small(new Rank1Form()), CHAIN);
    long bytes =
        chain.model().proto().getGraph().getInitializerList().stream()
            .mapToLong(tensor -> tensor.getRawData().size())
            .sum();
    assertThat(chain.counts().parameters()).isEqualTo(bytes / 4);
    assertThat(chain.counts().layers())
        .extracting(NetworkCounts.LayerCount::name)
        .containsExactly("conv1", "conv2", "logits");
    // conv1 has one channel: 3×1 and 1×3 only; conv2: 8 → 6 pointwise, then 3×1 and 1×3.
    assertThat(chain.counts().convMacs()).isEqualTo(144L * 8 * (3 + 3) + 144L * 6 * (8 + 3 + 3));
    assertThat(export(small(new Rank1Form()), COMPOSED).counts().convMacs())
        .isEqualTo(144L * 8 * 9 + 144L * 6 * 8 * 9);
  }

  @Test
  void aLoweringThatNoLayerOffersIsRefused() {
    assertThatThrownBy(() -> export(small(new Rank1Form()), "chian"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Available: chain, composed, merged-chain, pointwise-depthwise")
        .hasMessageContaining("Did you mean \"chain\"");
    ExportOptions perLayer =
        new ExportOptions(LoweringSelection.perLayer((layer, conv) -> "sum"), Batch.fixed(1));
    assertThatThrownBy(() -> exporter.export(Snapshots.random(small(new DenseForm()), 1), perLayer))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer \"conv1\"")
        .hasMessageContaining("Available: composed");
  }

  @Test
  void aFormWithoutTheLoweringFallsBackToItsPreferredOne() {
    NetworkSpec mixed =
        small(new Rank1Form())
            .mapConvolutions(c -> c.name().equals("conv1") ? c.withForm(new DenseForm()) : c);
    assertThat(export(mixed, CHAIN).lowerings().byLayer())
        .containsEntry("conv1", COMPOSED)
        .containsEntry("conv2", CHAIN);
  }

  @Test
  void theBatchIsFixedOrDynamic() {
    NetworkSnapshot snapshot = Snapshots.random(small(new DenseForm()), 1);
    ModelProto fixed =
        exporter
            .export(snapshot, new ExportOptions().withBatch(Batch.parse("7", "--batch")))
            .model()
            .proto();
    assertThat(OnnxCheck.check(fixed).shapes().get("logits")).hasToString("[7, 3]");
    ModelProto dynamic =
        exporter
            .export(snapshot, new ExportOptions().withBatch(Batch.parse("dynamic", "--batch")))
            .model()
            .proto();
    assertThat(OnnxCheck.check(dynamic).shapes().get("logits")).hasToString("[N, 3]");
    for (String illegal : List.of("0", "-1", "many", "")) {
      assertThatThrownBy(() -> Batch.parse(illegal, "--batch"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("--batch");
    }
  }

  @Test
  void weightsThatWentBadAreRefusedWithTheLayer() {
    for (Map.Entry<String, String> where :
        Map.of("conv1", "t", "logits", "weight", "bn2", "mean").entrySet()) {
      NetworkSnapshot snapshot = Snapshots.random(small(new Rank1Form()), 1);
      tensor(snapshot, where.getKey(), where.getValue()).data()[1] = Float.NaN;
      assertThatThrownBy(() -> exporter.export(snapshot, new ExportOptions()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(where.getKey().equals("bn2") ? "conv2" : where.getKey())
          .hasMessageContaining("not finite");
    }
    NetworkSnapshot negative = Snapshots.random(small(new Rank1Form()), 1);
    tensor(negative, "bn1", "variance").data()[0] = -1;
    assertThatThrownBy(() -> exporter.export(negative, new ExportOptions()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("illegal variance -1.0 of channel 0");
  }

  private static FloatTensor tensor(NetworkSnapshot snapshot, String layer, String role) {
    return snapshot.network().layers().stream()
        .filter(l -> l.name().equals(layer))
        .map(l -> snapshot.tensor(l, role))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNameThatCollidesWithAStageIsRefused() {
    NetworkSpec network =
        new NetworkBuilder("clash", FeatureShape.of(2, 5, 5), new Rank1Form())
            .relu("conv/pointwise")
            .conv("conv", 2, ConvGeometry.same2d(3), true)
            .build();
    assertThatThrownBy(() -> export(network, CHAIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"conv/pointwise\"");
  }

  @Test
  void aFormWhoseStageIsMisshapenIsRefused() {
    NetworkSpec network =
        new NetworkBuilder("broken", FeatureShape.of(2, 5, 5), TwoChainsForm.broken())
            .conv("conv", 2, ConvGeometry.same2d(3), true)
            .build();
    assertThatThrownBy(() -> export(network, "only"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the weight of stage \"only\" has shape [1, 2, 3]");
  }

  @Test
  void aConvolutionThatIsTheOutputIsNotFoldedIntoABatchNormBeside() {
    NetworkSpec network =
        new NetworkBuilder("beside", FeatureShape.of(2, 5, 5), new DenseForm())
            .conv("conv", 2, ConvGeometry.same2d(3), true)
            .batchNorm("bn")
            .from("conv")
            .dropout("out", 0.5)
            .build();
    assertThat(nodes(export(network, COMPOSED).model().proto()))
        .containsExactly("Conv out", "BatchNormalization bn");
  }

  @Test
  void onnxRuntimeWouldRefuseAWronglyDeclaredShape() throws OrtException {
    ModelProto model = export(small(new Rank1Form()), CHAIN).model().proto();
    Ort.session(model).close();
    ModelProto.Builder wrong = model.toBuilder();
    wrong
        .getGraphBuilder()
        .getValueInfoBuilder(1)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(2)
        .setDimValue(11);
    assertThatThrownBy(() -> Ort.session(wrong.build()).close()).isInstanceOf(OrtException.class);
  }

  @Test
  void aNetworkThatDoesNothingInInferenceIsRefused() {
    NetworkSpec network =
        new NetworkBuilder("nothing", FeatureShape.of(2, 5, 5), new DenseForm())
            .dropout("drop", 0.5)
            .build();
    assertThatThrownBy(() -> export(network, COMPOSED))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void exportNeedsNoTrainingEngine() {
    assertThatThrownBy(() -> Class.forName("ai.djl.ndarray.NDArray"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(export(small(new Rank1Form()), CHAIN).model().proto().hasGraph()).isTrue();
  }
}
