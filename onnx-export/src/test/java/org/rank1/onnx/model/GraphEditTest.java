package org.rank1.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.reference.TestGraph;

class GraphEditTest {
  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(
              4321,
              UnknownFieldSet.Field.newBuilder()
                  .addLengthDelimited(ByteString.copyFromUtf8("of a later version"))
                  .build())
          .build();

  /** A model with everything that an edit must not lose: other domains, functions, fields. */
  private static ModelProto rich(SplittableRandom random) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("rich").setDocString("kept");
    graph.addInput(TestGraph.floats("v0", List.of(1, 2)));
    int nodes = random.nextInt(1, 12);
    for (int i = 0; i < nodes; i++) {
      NodeProto.Builder node =
          NodeProto.newBuilder()
              .setName("n" + i)
              .setOpType(random.nextBoolean() ? "Add" : "Special")
              .setDomain(random.nextBoolean() ? "" : "com.example")
              .setDocString("node " + i)
              .addInput("v" + random.nextInt(i + 1))
              .addInput("w" + i)
              .addOutput("v" + (i + 1))
              .setUnknownFields(UNKNOWN);
      graph.addNode(node);
      graph.addInitializer(
          OnnxTensors.of("w" + i, FloatTensor.filled(List.of(1, 2), i)).toBuilder()
              .setDocString("weight " + i)
              .setUnknownFields(UNKNOWN));
      graph.addValueInfo(TestGraph.floats("v" + (i + 1), List.of(1, 2)));
    }
    graph.addOutput(TestGraph.floats("v" + nodes, List.of(1, 2)));
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .setProducerName("somebody")
        .setDocString("model")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(3))
        .addMetadataProps(StringStringEntryProto.newBuilder().setKey("z").setValue("1"))
        .addMetadataProps(StringStringEntryProto.newBuilder().setKey("a").setValue("2"))
        .addMetadataProps(StringStringEntryProto.newBuilder().setKey("z").setValue("3"))
        .addFunctions(FunctionProto.newBuilder().setName("f").setDomain("com.example"))
        .setUnknownFields(UNKNOWN)
        .setGraph(graph.setUnknownFields(UNKNOWN))
        .build();
  }

  @Test
  void anEditLeavesEverythingElseByteForByte() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 300; trial++) {
      ModelProto before = rich(random);
      GraphEdit edit = ModelGraph.of(before).edit();
      List<NodeProto> nodes = new ArrayList<>();
      for (NodeProto node : before.getGraph().getNodeList()) {
        NodeProto added =
            NodeProto.newBuilder()
                .setOpType("Relu")
                .setName("new")
                .addInput(node.getInput(0))
                .addOutput(node.getOutput(0) + "/new")
                .build();
        switch (random.nextInt(6)) {
          case 0 -> edit.remove(node);
          case 1 -> {
            edit.replace(node, List.of(added, added));
            nodes.addAll(List.of(added, added));
          }
          case 2 -> {
            edit.insertBefore(node, added);
            nodes.addAll(List.of(added, node));
          }
          case 3 -> {
            edit.insertAfter(node, added);
            nodes.addAll(List.of(node, added));
          }
          default -> nodes.add(node);
        }
      }
      List<TensorProto> tensors = new ArrayList<>();
      for (TensorProto tensor : before.getGraph().getInitializerList()) {
        TensorProto other = OnnxTensors.of(tensor.getName(), 7L);
        switch (random.nextInt(4)) {
          case 0 -> edit.removeInitializer(tensor.getName());
          case 1 -> {
            edit.put(other);
            tensors.add(other);
          }
          default -> tensors.add(tensor);
        }
      }
      TensorProto behind = OnnxTensors.of("behind", 1L);
      edit.put(behind);
      tensors.add(behind);

      ModelProto after = edit.apply();
      assertThat(bytes(after.getGraph().getNodeList())).isEqualTo(bytes(nodes));
      assertThat(bytes(after.getGraph().getInitializerList())).isEqualTo(bytes(tensors));
      assertThat(without(after)).isEqualTo(without(before));
    }
  }

  private static List<ByteString> bytes(List<? extends Message> messages) {
    return messages.stream().map(Message::toByteString).toList();
  }

  /** The bytes of everything but nodes and initializers. */
  private static ByteString without(ModelProto model) {
    ModelProto.Builder rest = model.toBuilder();
    rest.getGraphBuilder().clearNode().clearInitializer();
    return rest.build().toByteString();
  }

  @Test
  void noEditIsTheSameModel() {
    ModelProto model = rich(new SplittableRandom(1));
    assertThat(ModelGraph.of(model).edit().apply().toByteString()).isEqualTo(model.toByteString());
  }

  @Test
  void onlyWhatNothingReadsAfterwardsGoes() {
    ModelProto model =
        new TestGraph(List.of(2))
            .constant("once", FloatTensor.filled(List.of(2), 1))
            .constant("shared", FloatTensor.filled(List.of(2), 2))
            .node("Add", List.of("x", "shared"), "a")
            .node("Add", List.of("a", "once"), "b")
            .node("Add", List.of("b", "shared"), "y")
            .build();
    ModelGraph graph = ModelGraph.of(model);
    NodeProto second = graph.producer("b").orElseThrow();
    NodeProto through =
        NodeProto.newBuilder().setOpType("Relu").addInput("a").addOutput("b").build();
    ModelProto edited = graph.edit().replace(second, List.of(through)).removeUnread().apply();
    assertThat(edited.getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .containsExactly("shared");
    assertThat(edited.getGraph().getNode(1)).isEqualTo(through);
  }

  @Test
  void declarationsAreReplacedWhereTheyStand() {
    ModelProto model = rich(new SplittableRandom(2));
    ModelProto edited =
        ModelGraph.of(model)
            .edit()
            .declare(TestGraph.floats("v1", List.of(4)))
            .declare(TestGraph.floats("new", List.of(5)))
            .returning(TestGraph.floats("v1", List.of()))
            .apply();
    Map<String, Integer> at = new HashMap<>();
    edited.getGraph().getValueInfoList().forEach(value -> at.put(value.getName(), at.size()));
    assertThat(at).containsEntry("v1", 0).containsEntry("new", at.size() - 1);
    assertThat(edited.getGraph().getOutputCount()).isEqualTo(2);
    assertThat(edited.getGraph().getNodeList()).isEqualTo(model.getGraph().getNodeList());
  }

  @Test
  void aNodeOfAnotherGraphIsRefused() {
    GraphEdit edit = ModelGraph.of(rich(new SplittableRandom(3))).edit();
    NodeProto stranger = NodeProto.newBuilder().addOutput("nowhere").build();
    assertThatThrownBy(() -> edit.remove(stranger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
  }
}
