package org.rank1.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.reference.TestGraph;

class TopologicalOrderTest {
  private static ModelProto ladder(int nodes) {
    TestGraph graph = new TestGraph(List.of(2));
    String last = "x";
    for (int i = 0; i < nodes; i++) {
      graph.node("Relu", List.of(last), "r" + i);
      graph.node("Add", List.of("r" + i, last), "a" + i);
      last = "a" + i;
    }
    return graph.node("Relu", List.of(last), "y").build();
  }

  @Test
  void anyOrderOfNodesBecomesOneInWhichValuesAreThereBeforeTheyAreRead() {
    ModelProto model = ladder(8);
    Random random = new Random(4);
    for (int trial = 0; trial < 50; trial++) {
      List<NodeProto> shuffled = new ArrayList<>(model.getGraph().getNodeList());
      Collections.shuffle(shuffled, random);
      ModelProto.Builder other = model.toBuilder();
      other.getGraphBuilder().clearNode().addAllNode(shuffled);
      ModelProto sorted = TopologicalOrder.of(other.build());
      assertThat(sorted.getGraph().getNodeList()).hasSameElementsAs(shuffled);
      Set<String> there = new HashSet<>(Set.of("x"));
      for (NodeProto node : sorted.getGraph().getNodeList()) {
        assertThat(there).containsAll(node.getInputList());
        there.addAll(node.getOutputList());
      }
      assertThat(CheckedModel.of(other.build(), "shuffled").proto()).isEqualTo(sorted);
    }
  }

  @Test
  void aGraphInOrderStaysTheSameObject() {
    ModelProto model = ladder(3);
    assertThat(TopologicalOrder.of(model)).isSameAs(model);
  }

  @Test
  void aCycleIsLeftForTheCheckToSay() {
    ModelProto model =
        new TestGraph(List.of(2))
            .node("Add", List.of("x", "y"), "a")
            .node("Relu", List.of("a"), "y")
            .build();
    assertThat(TopologicalOrder.of(model)).isSameAs(model);
    assertThatThrownBy(() -> CheckedModel.of(model, "\"cyclic\""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a cycle");
  }
}
