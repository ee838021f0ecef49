package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Puts the nodes of a graph into an order in which every value is written before it is read, as the
 * runtime does with a file whose nodes stand in another order.
 */
public final class TopologicalOrder {
  private TopologicalOrder() {}

  /**
   * The model with its nodes in order: each as early as it stands, but after those it reads from. A
   * model that is in order already is returned as it is, and so is one with a cycle.
   */
  public static ModelProto of(ModelProto model) {
    GraphProto graph = model.getGraph();
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        if (!output.isEmpty()) {
          producers.putIfAbsent(output, i);
        }
      }
    }
    List<Set<Integer>> readers = new ArrayList<>();
    int[] missing = new int[graph.getNodeCount()];
    graph.getNodeList().forEach(node -> readers.add(new HashSet<>()));
    boolean ordered = true;
    for (int i = 0; i < missing.length; i++) {
      for (String input : graph.getNode(i).getInputList()) {
        int producer = producers.getOrDefault(input, -1);
        if (producer >= 0 && readers.get(producer).add(i)) {
          missing[i]++;
          ordered &= producer < i;
        }
      }
    }
    return ordered ? model : sorted(model, readers, missing);
  }

  private static ModelProto sorted(ModelProto model, List<Set<Integer>> readers, int[] missing) {
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    List<NodeProto> nodes = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      nodes.add(model.getGraph().getNode(next));
      for (int reader : readers.get(next)) {
        missing[reader]--;
        if (missing[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    if (nodes.size() < missing.length) {
      return model;
    }
    ModelProto.Builder sorted = model.toBuilder();
    sorted.getGraphBuilder().clearNode().addAllNode(nodes);
    return sorted.build();
  }
}
