package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.filter.form.RankOptions;
import org.rank1.filter.form.SpatialSvdForm;
import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.graph.OnnxTensors;

/** Networks on one and three spatial axes, on tensors of four axes against their own. */
class VideoAndSignalsTest {

  /** A residual block, strides, dilation, unequal padding, pooling, on any number of axes. */
  private static NetworkSpec network(int axes, FilterForm form) {
    List<Integer> sizes = List.of(6, 9, 8).subList(0, axes);
    ConvGeometry same = window(axes, new ConvAxis(3, 1, 1, 1, 1));
    ConvGeometry uneven = window(axes, new ConvAxis(3, 2, 1, 2, 1));
    ConvGeometry dilated = window(axes, new ConvAxis(2, 1, 1, 1, 2));
    return new NetworkBuilder("axes" + axes, new FeatureShape(3, sizes), form)
        .conv("conv1", 8, same, false)
        .batchNorm("bn1")
        .relu("relu1")
        .conv("conv2", 8, same, true)
        .add(new LayerSpec.Add("sum", List.of("conv2", "relu1")))
        .relu("relu2")
        .maxPool("pool1", 2)
        .conv("conv3", 12, uneven, false)
        .batchNorm("bn3")
        .relu("relu3")
        .conv("conv4", 12, dilated.withGroups(2), true)
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 5)
        .build();
  }

  private static ConvGeometry window(int axes, ConvAxis axis) {
    return new ConvGeometry(Collections.nCopies(axes, axis), 1);
  }

  private static ModelProto export(NetworkSpec network, String lowering, TensorOrder order) {
    return new OnnxExporter()
        .export(
            Snapshots.random(network, 5),
            new ExportOptions()
                .withLowering(lowering)
                .withBatch(Batch.DYNAMIC)
                .withTensorOrder(order))
        .model()
        .proto();
  }

  private static List<FloatTensor> inputs(NetworkSpec network) {
    List<Integer> shape = new ArrayList<>(List.of(3));
    shape.addAll(network.input().extents());
    return List.of(Snapshots.uniform(shape, -1, 1, new SplittableRandom(29)));
  }

  static Stream<Arguments> forms() {
    List<FilterForm> forms =
        List.of(
            new Rank1Form(),
            new FilterCpForm(new FilterCpOptions(2)),
            new SpatialSvdForm(new RankOptions(2, 0.5)));
    return Stream.of(1, 3).flatMap(axes -> forms.stream().map(form -> Arguments.of(axes, form)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyLoweringOnFourAxesIsProvedEqualToTheNativeComposedNetwork(int axes, FilterForm form) {
    NetworkSpec network = network(axes, form);
    LayerSpec.Convolution first = network.convolutions().get(0);
    ModelProto reference = export(network, Lowering.COMPOSED, TensorOrder.NATIVE);
    for (String lowering : form.lowerings(network.convSpec(first))) {
      EquivalenceReport report =
          TestModels.compare(
              reference, export(network, lowering, TensorOrder.FOUR), inputs(network));
      assertThat(report.summary()).as(lowering).startsWith("Equivalent: proved for all 5");
      assertThat(report.layers())
          .extracting(LayerProof::name)
          .contains("bn1", "relu1", "conv2", "sum", "pool1", "bn3", "conv4", "logits");
      assertThat(report.worstErrorOverBound()).isBetween(1e-3, 1.0);
    }
  }

  static Stream<FilterForm> withinFrames() {
    RankOptions rank = new RankOptions(2, 0.5);
    return Stream.of(
        new DenseForm(),
        new Rank1Form(),
        new SpatialSvdForm(rank),
        new Tucker2Form(new Tucker2Options(2, 2, 0.5)));
  }

  @ParameterizedTest
  @MethodSource("withinFrames")
  void layersWithinFramesAreProvedEqualForEveryPairOfLowerings(FilterForm form) {
    List<ConvAxis> axes = List.of(ConvAxis.IDENTITY, ConvAxis.same(3), ConvAxis.same(3));
    NetworkSpec network =
        new NetworkBuilder("frames", new FeatureShape(4, List.of(3, 5, 6)), form)
            .conv("conv1", 4, new ConvGeometry(axes, 1), false)
            .batchNorm("bn1")
            .relu("relu1")
            .conv("conv2", 4, new ConvGeometry(axes, 1), true)
            .build();
    List<String> lowerings =
        new ArrayList<>(form.lowerings(network.convSpec(network.convolutions().get(0))));
    for (String one : lowerings) {
      for (String other : lowerings) {
        EquivalenceReport report =
            TestModels.compare(
                export(network, one, TensorOrder.FOUR),
                export(network, other, TensorOrder.FOUR),
                inputs(network));
        assertThat(report.summary()).as(one + " " + other).startsWith("Equivalent: proved for all");
      }
    }
  }

  @Test
  void aSplitVideoNetworkHasNoTensorOfFiveAxesBetweenInputAndOutput() {
    for (String lowering : List.of(Lowering.POINTWISE_TIME_SPACE, Lowering.CHAIN)) {
      ModelProto model = export(network(3, new Rank1Form()), lowering, TensorOrder.FOUR);
      assertThat(model.getGraph().getValueInfoList())
          .isNotEmpty()
          .allSatisfy(
              value ->
                  assertThat(value.getType().getTensorType().getShape().getDimCount())
                      .as(value.getName())
                      .isLessThanOrEqualTo(4));
      assertThat(model.getGraph().getNodeList())
          .filteredOn(node -> node.getOpType().equals("Conv"))
          .allSatisfy(node -> assertThat(kernel(model, node.getInput(1))).isEqualTo(4));
    }
  }

  private static int kernel(ModelProto model, String weight) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(weight))
        .findFirst()
        .orElseThrow()
        .getDimsCount();
  }

  private static final NetworkSpec VIDEO = network(3, new Rank1Form());
  private static final ModelProto JUDGE = export(VIDEO, Lowering.COMPOSED, TensorOrder.NATIVE);
  private static final ModelProto SPLIT =
      export(VIDEO, Lowering.POINTWISE_TIME_SPACE, TensorOrder.FOUR);

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of(
            "one tap along time changed by 10 %",
            "conv2", TestModels.withWeights(SPLIT, "conv2/axis0/weight", w -> w[4] *= 1.1f)),
        Arguments.of(
            "one tap of one frame changed by 10 %",
            "bn1", TestModels.withWeights(SPLIT, "bn1/weight", w -> w[31] *= 1.1f)),
        Arguments.of(
            "padding along time moved by one",
            "conv2",
            TestModels.withNode(
                SPLIT, "conv2/axis0", node -> TestModels.setPads(node, 2, 0, 0, 0))),
        Arguments.of(
            "the bias of one frame dropped",
            "conv2",
            TestModels.withWeights(SPLIT, "conv2/bias", b -> b[9] = 0)),
        Arguments.of("height and width taken for each other", "bn1", turned()));
  }

  /** Frames of 9×8 read as frames of 8×9: as many elements, in another place. */
  private static ModelProto turned() {
    ModelProto.Builder turned =
        TestModels.withTensors(SPLIT, VideoAndSignalsTest::turnedShape).toBuilder();
    turned.getGraphBuilder().clearValueInfo();
    return turned.build();
  }

  private static TensorProto turnedShape(TensorProto tensor) {
    if (!tensor.getName().endsWith("/as-space/shape")) {
      return tensor;
    }
    long[] shape = OnnxTensors.longs(tensor, "test");
    return shape[2] == 9 && shape[3] == 8
        ? OnnxTensors.of(tensor.getName(), shape[0], shape[1], 8, 9)
        : tensor;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void aDamagedVideoNetworkIsFoundOutAtTheDamagedLayer(
      String damage, String layer, ModelProto damaged) {
    EquivalenceReport report = TestModels.compare(JUDGE, damaged, inputs(VIDEO));
    assertThat(report.equivalent()).isFalse();
    assertThat(report.reason()).contains("\"" + layer + "\"");
    assertThat(report.measurement().holds()).isFalse();
  }
}
