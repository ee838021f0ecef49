package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some nodes of a graph, in its order.
 *
 * @param graph the whole
 * @param nodes some of its nodes
 */
public record GraphPart(ModelGraph graph, List<NodeProto> nodes) {

  /** Copies. */
  public GraphPart {
    nodes = List.copyOf(nodes);
  }

  /** Those of the given values that the nodes read, in the order in which they are first read. */
  public Set<String> read(Collection<String> given) {
    Set<String> read = new LinkedHashSet<>();
    for (NodeProto node : nodes) {
      node.getInputList().stream().filter(given::contains).forEach(read::add);
    }
    return read;
  }

  /** The position of the last node that reads each value. */
  public Map<String, Integer> lastReaders() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).getInputList()) {
        last.put(input, i);
      }
    }
    return last;
  }

  /** The initializers that the nodes read, in the order of the model. */
  public List<TensorProto> initializers() {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.getInputList()));
    return graph.model().getGraph().getInitializerList().stream()
        .filter(tensor -> read.contains(tensor.getName()))
        .toList();
  }

  /** The values that the nodes write, in their order. */
  public Set<String> written() {
    Set<String> written = new LinkedHashSet<>();
    for (NodeProto node : nodes) {
      node.getOutputList().stream().filter(value -> !value.isEmpty()).forEach(written::add);
    }
    return written;
  }
}
