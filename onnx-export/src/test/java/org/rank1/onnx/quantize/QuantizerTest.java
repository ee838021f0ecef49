package org.rank1.onnx.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nu.pattern.OpenCV;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.OpenCvNet;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;
import org.rank1.onnx.runtime.ExecutedNode;
import org.rank1.onnx.runtime.ExecutionTrace;
import org.rank1.onnx.verdict.ApproximationCheck;

/** Whole networks: what is quantized, what really runs, what the file says. */
class QuantizerTest {
  private static final List<String> LOWERINGS = List.of("composed", "pointwise-depthwise", "chain");

  private final SplittableRandom random = new SplittableRandom(4);

  @BeforeAll
  static void loadOpenCv() {
    OpenCV.loadLocally();
  }

  /** Convolutions, pooling, a shortcut, a fully connected layer. */
  private static NetworkSpec network(FilterForm form) {
    ConvGeometry same = ConvGeometry.same2d(3);
    List<ConvAxis> halves = List.of(new ConvAxis(2, 2, 0, 0, 1), new ConvAxis(2, 2, 0, 0, 1));
    return new NetworkBuilder("whole", FeatureShape.of(3, 12, 10), form)
        .conv("conv1", 8, same, false)
        .batchNorm("bn1")
        .relu("relu1")
        .add(new LayerSpec.MaxPool("pool1", "relu1", halves))
        .conv("conv2", 8, same, false)
        .batchNorm("bn2")
        .relu("relu2")
        .conv("conv3", 8, same, false)
        .batchNorm("bn3")
        .add(new LayerSpec.Add("sum", List.of("bn3", "pool1")))
        .relu("relu3")
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 5)
        .build();
  }

  private List<FloatTensor> images(NetworkSpec network, int count) {
    List<Integer> shape = new ArrayList<>(List.of(count));
    shape.addAll(network.input().extents());
    return List.of(Snapshots.uniform(shape, -1, 1, random));
  }

  @TestFactory
  Stream<DynamicTest> everyConvolutionReallyRunsOnBytes() {
    return LOWERINGS.stream()
        .map(lowering -> DynamicTest.dynamicTest(lowering, () -> runsOnBytes(lowering)));
  }

  @Test
  void changesOfShapeStayOnBytes() {
    ConvGeometry same = new ConvGeometry(Collections.nCopies(3, ConvAxis.same(3)), 1);
    NetworkSpec network =
        new NetworkBuilder("video", FeatureShape.of(3, 4, 6, 5), new Rank1Form())
            .conv("conv1", 8, same, true)
            .relu("relu1")
            .maxPool("pool1", 2)
            .conv("conv2", 8, same, true)
            .relu("relu2")
            .globalAveragePool("pool")
            .flatten("flatten")
            .dense("logits", 5)
            .build();
    CheckedModel model =
        Int8.exported(
            Snapshots.random(network, 1), Lowering.POINTWISE_TIME_SPACE, TensorOrder.FOUR);
    List<FloatTensor> images = images(network, 6);
    CheckedModel int8 =
        new Quantizer(Int8.RUNTIME, new QuantizationOptions())
            .quantize(model, images, Map.of())
            .model();
    ExecutionTrace trace = Int8.RUNTIME.trace(int8, Map.of("input", images(network, 1).get(0)), 2);
    List<String> ran = trace.nodes().stream().map(ExecutedNode::kernel).toList();
    assertThat(ran).contains("Reshape").doesNotContain("Conv", "nchwc Conv", "Relu");
    assertThat(ran.stream().filter("QLinearConv"::equals)).hasSize(6);
    assertThat(ran.stream().filter("QuantizeLinear"::equals)).hasSize(1);
    try (ApproximationCheck check = new ApproximationCheck(model, int8, Int8.RUNTIME)) {
      check.add(images.get(0));
      assertThat(check.report().relativeError()).isBetween(1e-4, 0.1);
    }
  }

  private void runsOnBytes(String lowering) {
    NetworkSpec network = network(new Rank1Form());
    CheckedModel model = Int8.exported(Snapshots.random(network, 1), lowering);
    List<FloatTensor> images = images(network, 6);
    QuantizedModel quantized =
        new Quantizer(Int8.RUNTIME, new QuantizationOptions()).quantize(model, images, Map.of());
    Int8 int8 = new Int8(quantized.model().proto());
    FloatTensor image = images(network, 1).get(0);
    ExecutionTrace trace = Int8.RUNTIME.trace(quantized.model(), Map.of("input", image), 2);
    int convolutions = int8.nodes("Conv").size();
    assertThat(quantized.linearNodes()).isEqualTo(convolutions + 1);
    assertThat(trace.multiplyingBytes()).hasSize(convolutions + 1);
    List<String> ran = trace.nodes().stream().map(ExecutedNode::kernel).toList();
    // The ReLUs are part of the rounding: bytes begin at zero.
    assertThat(ran).contains("QLinearAdd", "QLinearGlobalAveragePool", "QGemm");
    assertThat(ran).doesNotContain("Conv", "nchwc Conv", "Relu", "Gemm", "Add", "DequantizeLinear");
    assertThat(ran.stream().filter("QuantizeLinear"::equals)).hasSize(1);
    try (ApproximationCheck check =
        new ApproximationCheck(model, quantized.model(), Int8.RUNTIME)) {
      check.add(images.get(0));
      assertThat(check.report().relativeError()).isBetween(1e-4, 0.1);
    }
  }

  @Test
  void theFileSaysWhatItIsAndKeepsWhatTheFloatsSaid() {
    NetworkSpec network = network(new Rank1Form());
    CheckedModel model = Int8.exported(Snapshots.random(network, 1), "chain");
    QuantizedModel quantized =
        new Quantizer(Int8.RUNTIME, new QuantizationOptions(RangeMethod.MSE, false, true))
            .quantize(model, images(network, 2), Map.of("quantization.images", "2"));
    Map<String, String> said = ModelMetadata.read(model);
    assertThat(said).doesNotContainKey("precision");
    assertThat(ModelMetadata.read(quantized.model()))
        .containsAllEntriesOf(said)
        .containsEntry("precision", "int8")
        .containsEntry("quantization.ranges", "mse")
        .containsEntry("quantization.balanced", "false")
        .containsEntry("quantization.pair_safe", "true")
        .containsEntry("quantization.images", "2");
    assertThat(Quantizer.isQuantized(quantized.model())).isTrue();
    assertThat(Quantizer.isQuantized(model)).isFalse();
    // The floats are gone.
    assertThat(quantized.model().proto().getGraph().getInitializerList())
        .noneMatch(tensor -> tensor.getName().equals("conv2/weight"));
  }

  @Test
  void equalModelsImagesAndOptionsGiveEqualBytes() {
    NetworkSpec network = network(new DenseForm());
    CheckedModel model = Int8.exported(Snapshots.random(network, 2), "composed");
    List<FloatTensor> images = images(network, 3);
    Quantizer quantizer = new Quantizer(Int8.RUNTIME, new QuantizationOptions());
    assertThat(quantizer.quantize(model, images, Map.of()).model().bytes())
        .isEqualTo(quantizer.quantize(model, images, Map.of()).model().bytes());
  }

  @Test
  void anyBatchIsCalibratedAlike() {
    NetworkSpec network = network(new Rank1Form());
    List<FloatTensor> images = images(network, 5);
    List<ModelProto> graphs = new ArrayList<>();
    for (Batch batch : List.of(Batch.fixed(1), Batch.fixed(2), Batch.DYNAMIC)) {
      CheckedModel model =
          new OnnxExporter()
              .export(Snapshots.random(network, 3), new ExportOptions().withBatch(batch))
              .model();
      graphs.add(Int8.of(model, images, new QuantizationOptions()).model());
    }
    for (ModelProto graph : graphs) {
      assertThat(new Int8(graph).step("relu1"))
          .isCloseTo(new Int8(graphs.get(0)).step("relu1"), Percentage.withPercentage(0.01));
    }
  }

  @Test
  void whatCannotBeQuantizedIsRefusedInOneSentence() {
    NetworkSpec network = network(new DenseForm());
    Quantizer quantizer = new Quantizer(Int8.RUNTIME, new QuantizationOptions());
    CheckedModel model = Int8.exported(Snapshots.random(network, 2), "composed");
    List<FloatTensor> images = images(network, 1);
    CheckedModel quantized = quantizer.quantize(model, images, Map.of()).model();
    refused(quantizer, quantized, images, "is quantized already.");
    NetworkSpec none =
        new NetworkBuilder("none", FeatureShape.of(3, 4, 4), new DenseForm()).relu("relu").build();
    refused(
        quantizer,
        Int8.exported(Snapshots.random(none, 1), "composed"),
        images(none, 1),
        "it has no convolution or fully connected layer with constant weights.");
    ModelProto.Builder old = model.proto().toBuilder();
    old.getOpsetImportBuilder(0).setVersion(12);
    refused(
        quantizer, CheckedModel.of(old.build(), "\"old.onnx\""), images, "its opset 12 is older");
    refused(quantizer, model, List.of(FloatTensor.zeros(1, 3, 9, 9)), "has shape [1, 3, 9, 9]");
    refused(quantizer, model, List.of(), "no input");
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    for (float factor : new float[] {2e38f, Float.NaN}) {
      OnnxGraphBuilder graph = new OnnxGraphBuilder("overflowing");
      OnnxValue x = graph.input("x", TensorShape.of(1, 2));
      OnnxValue inner =
          graph.gemm("inner", x, FloatTensor.filled(List.of(2, 2), factor), FloatTensor.zeros(2));
      graph.output(
          graph.gemm("y", inner, FloatTensor.filled(List.of(2, 2), 1), FloatTensor.zeros(2)));
      refused(
          new Quantizer(Int8.RUNTIME, new QuantizationOptions()),
          CheckedModel.of(graph.build(Map.of()), "\"overflowing\""),
          List.of(FloatTensor.filled(List.of(1, 2), 3)),
          "\"overflowing\" cannot be quantized: its value \"inner\" is not finite");
    }
  }

  /** Other exporters write the new shape as a node, which is no data. */
  @Test
  void aShapeThatIsComputedIsNotQuantized() {
    NetworkSpec network = network(new DenseForm());
    ModelProto.Builder model =
        Int8.exported(Snapshots.random(network, 2), "composed").proto().toBuilder();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Flatten")) {
        node.setOpType("Reshape").addInput("shape").clearAttribute();
      }
    }
    NodeProto.Builder shape = NodeProto.newBuilder().setOpType("Constant").addOutput("shape");
    shape
        .addAttributeBuilder()
        .setName("value")
        .setType(AttributeType.TENSOR)
        .setT(OnnxTensors.of("", 1, -1));
    model.getGraphBuilder().addNode(0, shape);
    CheckedModel reshaping = CheckedModel.of(model.build(), "\"reshaping\"");
    List<FloatTensor> images = images(network, 2);
    QuantizedModel int8 =
        new Quantizer(Int8.RUNTIME, new QuantizationOptions())
            .quantize(reshaping, images, Map.of());
    try (ApproximationCheck check = new ApproximationCheck(reshaping, int8.model(), Int8.RUNTIME)) {
      check.add(images.get(0));
      assertThat(check.report().relativeError()).isBetween(1e-4, 0.1);
    }
  }

  private static void refused(
      Quantizer quantizer, CheckedModel model, List<FloatTensor> images, String sentence) {
    assertThatThrownBy(() -> quantizer.quantize(model, images, Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(sentence);
  }

  /** Another runtime, which computes the same model in floats. */
  @TestFactory
  Stream<DynamicTest> openCvComputesTheSame() {
    return LOWERINGS.stream()
        .map(
            lowering ->
                DynamicTest.dynamicTest(
                    lowering,
                    () -> {
                      NetworkSpec network = network(new Rank1Form());
                      CheckedModel model = Int8.exported(Snapshots.random(network, 1), lowering);
                      Int8 int8 = Int8.of(model, images(network, 6), new QuantizationOptions());
                      FloatTensor image = images(network, 1).get(0);
                      float[] expected = int8.run(image);
                      float[] actual = OpenCvNet.run(int8.model(), image);
                      for (int i = 0; i < expected.length; i++) {
                        assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-3f));
                      }
                    }));
  }
}
