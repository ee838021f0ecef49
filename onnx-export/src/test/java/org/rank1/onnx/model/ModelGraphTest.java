package org.rank1.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.reference.TestGraph;

class ModelGraphTest {
  private static final FloatTensor TWO = FloatTensor.filled(List.of(2), 2);

  /** {@code y = relu(x + w) + (w + w)}, with one value that leads nowhere. */
  private static ModelGraph graph() {
    return ModelGraph.of(
        new TestGraph(List.of(2))
            .constant("w", TWO)
            .node("Add", List.of("w", "w"), "ww")
            .node("Add", List.of("x", "w"), "sum")
            .node("Relu", List.of("sum"), "r")
            .node("Relu", List.of("r"), "dead")
            .node("Add", List.of("r", "ww"), "y")
            .build());
  }

  @Test
  void knowsWhoWritesAndWhoReads() {
    ModelGraph graph = graph();
    assertThat(graph.producer("sum")).contains(graph.nodes().get(1));
    assertThat(graph.producer("x")).isEmpty();
    assertThat(graph.readers("w")).containsExactly(graph.nodes().get(0), graph.nodes().get(1));
    assertThat(graph.onlyReader("sum")).contains(graph.nodes().get(2));
    assertThat(graph.onlyReader("r")).isEmpty();
    assertThat(graph.onlyReader("y")).isEmpty();
    assertThat(graph.isOutput("y")).isTrue();
    assertThat(graph.isInput("w")).isFalse();
    assertThat(graph.fedInputs()).singleElement().matches(input -> input.getName().equals("x"));
  }

  @Test
  void aNodeThatReadsAValueTwiceIsNotItsOnlyReading() {
    ModelGraph graph =
        ModelGraph.of(
            new TestGraph(List.of(2))
                .node("Relu", List.of("x"), "r")
                .node("Add", List.of("r", "r"), "y")
                .build());
    assertThat(graph.readers("r")).hasSize(1);
    assertThat(graph.onlyReader("r")).isEmpty();
  }

  @Test
  void whatFollowsFromWeightsAloneBelongsToTheModel() {
    ModelGraph graph = graph();
    assertThat(graph.isFixed("w")).isTrue();
    assertThat(graph.isFixed("ww")).isTrue();
    assertThat(graph.isFixed("sum")).isFalse();
    assertThat(graph.computed()).containsExactly("sum", "r", "dead", "y");
  }

  @Test
  void aPartHoldsTheNodesBetweenGivenAndWantedValues() {
    ModelGraph graph = graph();
    GraphPart part = graph.between(Set.of("r"), List.of("y"));
    assertThat(part.written()).containsExactly("ww", "y");
    assertThat(part.read(Set.of("r", "x"))).containsExactly("r");
    assertThat(part.initializers()).extracting(TensorProto::getName).containsExactly("w");
    assertThat(part.lastReaders()).containsEntry("w", 0).containsEntry("ww", 1);
    assertThatThrownBy(() -> graph.between(Set.of(), List.of("y")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Nothing gives the model's value \"x\"");
  }

  private static NodeProto constant(String output, AttributeProto.Builder value) {
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .addOutput(output)
        .addAttribute(value)
        .build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  @Test
  void constantsAreFoundHoweverTheyArrive() {
    ModelProto.Builder model =
        new TestGraph(List.of(2))
                .constant("w", TWO)
                .node("Identity", List.of("w"), "same")
                .node("Identity", List.of("same"), "again")
                .build()
                .toBuilder();
    model
        .getGraphBuilder()
        .addNode(
            constant(
                "tensor", attribute("value", AttributeType.TENSOR).setT(OnnxTensors.of("", TWO))))
        .addNode(constant("real", attribute("value_float", AttributeType.FLOAT).setF(3)))
        .addNode(
            constant(
                "reals", attribute("value_floats", AttributeType.FLOATS).addFloats(1).addFloats(2)))
        .addNode(constant("whole", attribute("value_int", AttributeType.INT).setI(4)))
        .addNode(
            constant("wholes", attribute("value_ints", AttributeType.INTS).addInts(5).addInts(6)))
        .addNode(
            constant(
                "text",
                attribute("value_string", AttributeType.STRING).setS(ByteString.copyFromUtf8("t"))))
        .addNode(constant("nothing", attribute("sparse_value", AttributeType.SPARSE_TENSOR)));
    ModelConstants constants = ModelGraph.of(model.build()).constants();
    assertThat(List.of("w", "same", "again", "tensor"))
        .allSatisfy(name -> assertThat(constants.floats(name)).contains(TWO));
    assertThat(constants.floats("real")).contains(FloatTensor.filled(List.of(), 3));
    assertThat(constants.floats("reals")).contains(FloatTensor.of(List.of(2), new float[] {1, 2}));
    assertThat(OnnxTensors.longs(constants.get("whole"), "test")).containsExactly(4);
    assertThat(constants.get("whole").getDimsCount()).isZero();
    assertThat(OnnxTensors.longs(constants.get("wholes"), "test")).containsExactly(5, 6);
    assertThat(constants.get("text").getDataType()).isEqualTo(DataType.STRING.getNumber());
    assertThat(constants.has("nothing")).isFalse();
    assertThatThrownBy(() -> constants.get("x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("The model's value \"x\" is no constant of the model.");
  }

  @Test
  void aDefaultThatACallerMayReplaceIsNoFixedWeight() {
    ModelProto.Builder model =
        new TestGraph(List.of(2))
            .constant("w", TWO).node("Identity", List.of("w"), "same").build().toBuilder();
    model.getGraphBuilder().addInput(TestGraph.floats("w", List.of(2)));
    ModelConstants constants = ModelGraph.of(model.build()).constants();
    assertThat(constants.has("w")).isTrue();
    assertThat(constants.isReplaceable("same")).isTrue();
    assertThat(constants.floats("same")).isEmpty();
  }

  @Test
  void integersComeDequantizedPerFilterOrAsAWhole() {
    byte[] bytes = {-128, 0, 1, 127};
    ModelProto.Builder model =
        new TestGraph(List.of(2))
                .constant("scale", FloatTensor.filled(List.of(), 0.5f))
                .constant("scales", FloatTensor.of(List.of(2), new float[] {1, 10}))
                .node("DequantizeLinear", List.of("q", "scale"), "whole")
                .node("DequantizeLinear", List.of("q", "scales", "zeros"), "rows", "axis", 0L)
                .node("DequantizeLinear", List.of("q", "scales", "zeros"), "columns", "axis", -1L)
                .build()
                .toBuilder();
    model
        .getGraphBuilder()
        .addInitializer(OnnxTensors.of("q", List.of(2, 2), bytes))
        .addInitializer(OnnxTensors.of("zeros", List.of(2), new byte[] {0, 1}));
    ModelConstants constants = ModelGraph.of(model.build()).constants();
    assertThat(constants.floats("whole"))
        .contains(FloatTensor.of(List.of(2, 2), new float[] {-64, 0, 0.5f, 63.5f}));
    assertThat(constants.floats("rows"))
        .contains(FloatTensor.of(List.of(2, 2), new float[] {-128, 0, 0, 1260}));
    assertThat(constants.floats("columns"))
        .contains(FloatTensor.of(List.of(2, 2), new float[] {-128, -10, 1, 1260}));
  }
}
