package org.rank1.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;
import org.rank1.runtime.InferenceSession;

class RunCostTest {
  /** conv 3→8 on 10×10, relu, sum of both. */
  private static ModelProto known(Dimension batch) {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("known");
    List<Dimension> input = List.of(batch, Dimension.of(3), Dimension.of(10), Dimension.of(10));
    OnnxValue x = graph.input("x", TensorShape.of(input));
    OnnxValue conv =
        graph.conv(
            "conv", x, FloatTensor.zeros(8, 3, 3, 3), FloatTensor.zeros(8), ConvGeometry.same2d(3));
    return graph.output(graph.add("sum", conv, graph.relu("relu", conv))).build(Map.of());
  }

  private static RunCost cost(ModelProto model) throws OrtException {
    return RunCost.of(ModelGraph.of(model), InferredShapes.of(OneEnvironment.get(), model));
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(operator)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  /** The known model with operators that we do not know before its output, which keeps its name. */
  private static ModelProto with(NodeProto... nodes) {
    ModelProto.Builder model = known(Dimension.of(1)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInitializer(OnnxTensors.of("shape", 1, 5, 10, 10));
    graph.addInitializer(OnnxTensors.of("flat", -1));
    List.of(nodes).forEach(graph::addNode);
    return model.build();
  }

  @Test
  void aRunHoldsWhatIsStillReadAndMultipliesWhatConvolutionsDo() throws OrtException {
    RunCost cost = cost(known(Dimension.of(2)));
    assertThat(cost.largest()).isEqualTo(2 * 8 * 100);
    assertThat(cost.held()).as("convolution, ReLU and sum").isEqualTo(3 * 2 * 8 * 100);
    assertThat(cost.macs()).isEqualTo(2 * 8 * 100 * 27);
    assertThat(cost(known(Dimension.symbol("N"))).macs()).isEqualTo(8 * 100 * 27);
  }

  @Test
  void operatorsThatWeDoNotKnowAreAskedOfTheRuntime() throws OrtException {
    RunCost cost =
        cost(
            with(
                node("ConstantOfShape", List.of("shape"), "zeros"),
                node("Tile", List.of("zeros", "shape"), "tiled")));
    assertThat(cost.node()).isEqualTo("node \"tiled\" (Tile)");
    assertThat(cost.largest()).isEqualTo(25 * 10_000.0);
  }

  @Test
  void aSizeThatOnlyTheDataTellIsRefusedWhereItIsNotBounded() {
    assertThatThrownBy(
            () ->
                cost(
                    with(
                        node("NonZero", List.of("x"), "where"),
                        node("Reshape", List.of("where", "flat"), "vector"),
                        node("ConstantOfShape", List.of("vector"), "bomb"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the output of node \"bomb\" (ConstantOfShape) is known only while");
    assertThatCode(
            () ->
                cost(
                    with(
                        node("NonZero", List.of("x"), "where"),
                        node("Transpose", List.of("where"), "turned"))))
        .doesNotThrowAnyException();
  }

  private static NodeProto node(
      String operator, List<String> inputs, String output, AttributeProto... attributes) {
    return node(operator, inputs, output).toBuilder().addAllAttribute(List.of(attributes)).build();
  }

  private static AttributeProto axis(long value) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeType.INT)
        .setI(value)
        .build();
  }

  /** As PyTorch writes {@code x.view(x.size(0), -1)} where the batch is open. */
  @Test
  void shapesComputedFromTheBatchAreNoObstacle() throws OrtException {
    ModelProto.Builder model = with().toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.setInput(0, known(Dimension.symbol("N")).getGraph().getInput(0));
    graph.addInitializer(OnnxTensors.of("zero", 0));
    graph.addInitializer(OnnxTensors.of("many", -1));
    graph.addInitializer(OnnxTensors.of("W", FloatTensor.zeros(1000, 800)));
    graph.addInitializer(OnnxTensors.of("B", FloatTensor.zeros(1000)));
    graph
        .addNode(node("Shape", List.of("sum"), "extents"))
        .addNode(node("Gather", List.of("extents", "zero"), "n", axis(0)))
        .addNode(node("Concat", List.of("n", "many"), "flat2", axis(0)))
        .addNode(node("Reshape", List.of("sum", "flat2"), "flattened"))
        .addNode(
            node(
                "Gemm",
                List.of("flattened", "W", "B"),
                "logits",
                AttributeProto.newBuilder()
                    .setName("transB")
                    .setType(AttributeType.INT)
                    .setI(1)
                    .build()));
    RunCost cost = cost(model.build());
    assertThat(cost.largest()).as("logits are fewer").isEqualTo(800 + 200);
    assertThatCode(() -> cost.require(64)).doesNotThrowAnyException();
  }

  private static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList())
        .build();
  }

  /** Nodes after a change of shape and order whose extents the model computes, "turned". */
  private static ModelProto shuffled(NodeProto... nodes) {
    ModelProto.Builder model =
        with(
            node("Shape", List.of("sum"), "extents"),
            // An operator that we do not evaluate: what it makes of a shape is not known.
            node("CumSum", List.of("extents", "order"), "picked"),
            node("Reshape", List.of("sum", "picked"), "reshaped"),
            node("Transpose", List.of("reshaped"), "turned", ints("perm", 0, 1, 3, 2)))
            .toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInitializer(OnnxTensors.of("order", 0));
    graph.addInitializer(OnnxTensors.of("w1", FloatTensor.zeros(16, 8, 3, 3)));
    graph.addInitializer(OnnxTensors.of("w2", FloatTensor.zeros(8, 16, 3, 3)));
    List.of(nodes).forEach(graph::addNode);
    return model.build();
  }

  @Test
  void convolutionsAndPoolingOfUnknownShapesAreBoundedUnlessTheyPadMoreThanTheySpan()
      throws OrtException {
    RunCost cost =
        cost(
            shuffled(
                node("Conv", List.of("turned", "w1"), "conv1", ints("pads", 1, 1, 1, 1)),
                node("Relu", List.of("conv1"), "relu1"),
                node(
                    "MaxPool",
                    List.of("relu1"),
                    "pool1",
                    ints("kernel_shape", 3, 3),
                    ints("pads", 1, 1, 1, 1)),
                node("Conv", List.of("pool1", "w2"), "conv2"),
                node("Concat", List.of("conv2", "turned"), "both", axis(1))));
    assertThat(cost.largest()).isEqualTo(16 * 100);
    assertThat(cost.macs()).isEqualTo(8 * 100 * 27 + 16 * 100 * 72 + 8 * 100 * 144);
    NodeProto wide =
        node(
            "MaxPool",
            List.of("turned"),
            "wide",
            ints("kernel_shape", 9999, 9999),
            ints("pads", 9998, 9998, 9998, 9998));
    assertThatThrownBy(() -> cost(shuffled(wide)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"wide\" (MaxPool) is known only while it runs");
  }

  @Test
  void whatIsTooMuchIsRefusedWithTheLimit() {
    RunCost cost = new RunCost("node \"n\" (Conv)", "", 0x1p28, 0x1p28, 0x1p39);
    assertThatCode(() -> cost.require(2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> cost.require(2.5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("node \"n\" (Conv) would have 6.711e+08 elements, at most 536870912");
    assertThatThrownBy(() -> new RunCost("n", "65536 × 65536", 0x1p32, 1, 1).require(1))
        .as("a bound is no fact")
        .hasMessageContaining("may have up to 65536 × 65536 elements, at most 536870912");
    assertThatThrownBy(() -> new RunCost("n", "", 1, 1, 2 * RunCost.MOST_MACS).require(1))
        .hasMessageContaining("multiply-adds");
    assertThatThrownBy(() -> new RunCost("n", "", 1, 0x1p50, 1).require(1))
        .hasMessageContaining("this machine has");
  }

  @Test
  void aBatchCountsAsOftenAsItHasExamples() {
    OnnxRuntimeCpu runtime = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
    ModelProto.Builder model = known(Dimension.symbol("N")).toBuilder();
    OnnxGraphBuilder large = new OnnxGraphBuilder("large");
    OnnxValue x =
        large.input(
            "x",
            TensorShape.of(
                List.of(Dimension.symbol("N"), Dimension.of(1), Dimension.of(1), Dimension.of(1))));
    OnnxValue wide =
        large.conv(
            "wide",
            x,
            FloatTensor.zeros(1 << 20, 1, 1, 1),
            FloatTensor.zeros(1 << 20),
            ConvGeometry.same2d(1));
    model.setGraph(large.output(large.globalAveragePool("y", wide)).build(Map.of()).getGraph());
    try (InferenceSession session = runtime.open(model.build()::toByteArray)) {
      assertThatThrownBy(() -> session.run(Map.of("x", FloatTensor.zeros(1000, 1, 1, 1))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("elements, at most");
    }
  }
}
