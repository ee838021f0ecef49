package org.rank1.onnx.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

class InspectTest {
  private static final FloatTensor ONES = FloatTensor.filled(List.of(4, 2, 1, 1), 1);
  private static final ConvGeometry POINTWISE =
      new ConvGeometry(List.of(ConvAxis.IDENTITY, ConvAxis.IDENTITY), 1);

  /** Two convolutions, one in a residual branch whose activation follows the sum. */
  private static ModelProto residual() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("residual");
    OnnxValue input = graph.input("input", TensorShape.of(1, 4, 3, 3));
    OnnxValue grouped =
        graph.conv(
            "grouped", input, ONES, FloatTensor.filled(List.of(4), -1), POINTWISE.withGroups(2));
    OnnxValue sum = graph.add("sum", grouped, input);
    OnnxValue activated = graph.relu("activated", sum);
    graph.output(
        graph.conv("last", activated, FloatTensor.filled(List.of(1, 4, 1, 1), 2), null, POINTWISE));
    return graph.build(Map.of());
  }

  @Test
  void convolutionsComeWithKernelBiasGroupsAndActivation() {
    ModelConvolutions found = ModelConvolutions.of(CheckedModel.of(residual(), "residual"));
    assertThat(found.leftOut()).isEmpty();
    assertThat(found.nodes()).extracting(ConvolutionNode::name).containsExactly("grouped", "last");
    ConvolutionNode grouped = found.nodes().get(0);
    assertThat(grouped.input()).isEqualTo("input");
    assertThat(grouped.activated()).contains("activated");
    assertThat(grouped.kernel()).isEqualTo(ONES);
    assertThat(grouped.bias()).contains(FloatTensor.filled(List.of(4), -1));
    assertThat(grouped.filters()).isEqualTo(4);
    assertThat(List.of(0, 1, 2, 3)).map(grouped::firstChannel).containsExactly(0, 0, 2, 2);
    assertThat(found.nodes().get(1).activated()).isEmpty();
    assertThat(found.nodes().get(1).bias()).isEmpty();
  }

  @Test
  void aKernelThatIsComputedFromDataIsLeftOut() {
    ModelProto.Builder model = residual().toBuilder();
    model.getGraphBuilder().getNodeBuilder(3).setInput(1, "activated");
    ModelConvolutions found = ModelConvolutions.of(CheckedModel.of(fitting(model), "changed"));
    assertThat(found.nodes()).extracting(ConvolutionNode::name).containsExactly("grouped");
    assertThat(found.leftOut()).singleElement().asString().contains("\"last\" is left out");
  }

  /** As little shape as possible is declared, so that the check finds nothing to contradict. */
  private static ModelProto fitting(ModelProto.Builder model) {
    model.getGraphBuilder().clearValueInfo();
    model
        .getGraphBuilder()
        .getOutputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .clearShape();
    model.getGraphBuilder().getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
    return model.build();
  }

  @Test
  void innerValuesAreThoseThatPassBetweenTheNodes() {
    CheckedModel model = CheckedModel.of(residual(), "residual");
    try (InnerValues inner =
        new InnerValues(
            model,
            List.of("input", "sum", "grouped"),
            new OnnxRuntimeCpu(new OnnxRuntimeOptions()))) {
      FloatTensor input = FloatTensor.filled(List.of(1, 4, 3, 3), 3);
      Map<String, FloatTensor> values = inner.of(input);
      assertThat(values.keySet()).containsExactlyInAnyOrder("input", "sum", "grouped");
      assertThat(values.get("input")).isEqualTo(input);
      assertThat(values.get("grouped")).isEqualTo(FloatTensor.filled(List.of(1, 4, 3, 3), 5));
      assertThat(values.get("sum")).isEqualTo(FloatTensor.filled(List.of(1, 4, 3, 3), 8));
    }
  }

  @Test
  void valuesTooLargeToReturnAreRefusedBeforeAnythingRuns() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("large");
    graph.output(graph.relu("relu", graph.input("input", TensorShape.of(1, 64, 2048, 2048))));
    CheckedModel model = CheckedModel.of(graph.build(Map.of()), "\"large.onnx\"");
    assertThatThrownBy(
            () ->
                new InnerValues(
                    model, List.of("relu"), new OnnxRuntimeCpu(new OnnxRuntimeOptions())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "The inner values of \"large.onnx\" have more than 67108864 elements for one run.");
  }
}
