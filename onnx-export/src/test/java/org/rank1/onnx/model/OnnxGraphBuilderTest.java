package org.rank1.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;

class OnnxGraphBuilderTest {
  private OnnxGraphBuilder graph;
  private OnnxValue input;

  @BeforeEach
  void anInputOfAnyBatch() {
    graph = new OnnxGraphBuilder("g");
    input =
        graph.input(
            "x",
            TensorShape.of(
                List.of(Dimension.symbol("N"), Dimension.of(4), Dimension.of(9), Dimension.of(8))));
  }

  private OnnxValue conv(String name, int inputs, ConvGeometry geometry) {
    return graph.conv(
        name,
        input,
        FloatTensor.zeros(6, inputs, geometry.kernel().get(0), geometry.kernel().get(1)),
        FloatTensor.zeros(6),
        geometry);
  }

  @Test
  void shapesFollowWithASymbolicBatch() {
    ConvGeometry geometry =
        new ConvGeometry(List.of(new ConvAxis(3, 2, 0, 1, 2), new ConvAxis(5, 1, 2, 1, 1)), 2);
    OnnxValue y = conv("y", 2, geometry);
    assertThat(y.shape()).hasToString("[N, 6, 3, 7]");
    OnnxValue both = graph.concat("both", List.of(y, y), 1);
    assertThat(both.shape()).hasToString("[N, 12, 3, 7]");
    OnnxValue pooled = graph.maxPool("pooled", both, List.of(ConvAxis.same(3), ConvAxis.same(2)));
    assertThat(pooled.shape()).hasToString("[N, 12, 3, 7]");
    OnnxValue flat = graph.flatten("flat", graph.globalAveragePool("mean", graph.relu("r", both)));
    assertThat(flat.shape()).hasToString("[N, 12]");
    OnnxValue out = graph.gemm("out", flat, FloatTensor.zeros(5, 12), FloatTensor.zeros(5));
    assertThat(out.shape()).hasToString("[N, 5]");
  }

  @Test
  void everyIntermediateValueIsDeclaredAndWeightsAreNoInputs() {
    OnnxValue y = conv("y", 4, ConvGeometry.same2d(3));
    ModelProto model = graph.output(graph.add("z", graph.relu("r", y), y)).build(Map.of());
    assertThat(model.getGraph().getValueInfoList())
        .extracting(ValueInfoProto::getName)
        .containsExactly("y", "r");
    assertThat(model.getGraph().getInputList())
        .extracting(ValueInfoProto::getName)
        .containsExactly("x");
    assertThat(model.getGraph().getInitializerList())
        .allMatch(tensor -> tensor.hasRawData())
        .extracting(tensor -> tensor.getName())
        .containsExactly("y/weight", "y/bias");
    assertThat(model.getProducerName()).isEqualTo("rank1");
    assertThat(model.getProducerVersion()).isNotEmpty();
  }

  @Test
  void metadataIsSortedByKey() {
    ModelProto model =
        graph.output(graph.relu("y", input)).build(Map.of("b", "1", "a", "2", "c", "3"));
    assertThat(model.getMetadataPropsList())
        .extracting(entry -> entry.getKey())
        .containsExactly("a", "b", "c");
  }

  @Test
  void namesAreUniqueAmongValuesAndWeights() {
    graph.relu("y", input);
    refuses(() -> graph.relu("y", input), "\"y\" is empty or used twice");
    refuses(() -> graph.relu("", input), "the first one named");
    conv("c", 4, ConvGeometry.same2d(1));
    refuses(() -> graph.relu("c/weight", input), "\"c/weight\"");
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheNode() {
    refuses(() -> conv("c1", 3, ConvGeometry.same2d(3)), "Node \"c1\" (Conv): its input has 4");
    refuses(
        () -> graph.gemm("g1", input, FloatTensor.zeros(2, 4), FloatTensor.zeros(2)),
        "is no matrix");
    refuses(
        () -> graph.maxPool("p1", input, List.of(new ConvAxis(20, 1, 0, 0, 1), ConvAxis.same(1))),
        "does not fit into 9");
    refuses(
        () ->
            graph.averagePool(
                "p2", input, List.of(new ConvAxis(2, 1, 0, 0, 2), ConvAxis.same(1)), true),
        "illegal dilation");
    refuses(() -> graph.concat("k1", List.of(), 1), "it has 0 inputs");
    refuses(() -> graph.concat("k2", List.of(input), 4), "illegal axis 4");
    OnnxValue smaller = graph.maxPool("p", input, List.of(ConvAxis.same(1), shrinking()));
    refuses(() -> graph.add("a1", input, smaller), "do not fit");
    refuses(
        () ->
            graph.batchNormalization(
                "b1",
                input,
                FloatTensor.zeros(4),
                FloatTensor.zeros(4),
                FloatTensor.zeros(3),
                FloatTensor.zeros(4),
                1e-5),
        "mean [3] does not fit 4 channels");
  }

  private static ConvAxis shrinking() {
    return new ConvAxis(2, 2, 0, 0, 1);
  }

  @Test
  void aValueOfAnotherGraphIsRefused() {
    refuses(
        () -> graph.relu("r", new OnnxValue("elsewhere", TensorShape.of(1))), "no value \"else");
    refuses(() -> graph.output(input), "output of no node");
    refuses(() -> graph.build(Map.of()), "has no output");
  }

  private static void refuses(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
