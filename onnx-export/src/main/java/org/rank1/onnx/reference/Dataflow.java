package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeName;

/** Who computes what in a graph, and what depends on the data. */
public final class Dataflow {
  private final List<NodeProto> nodes;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Set<String> constants = new HashSet<>();
  private final List<String> computed = new ArrayList<>();

  /**
   * Of a graph whose nodes stand in topological order.
   *
   * @throws InvalidInputException if a value is read before it is produced, or produced twice
   */
  public Dataflow(GraphProto graph) {
    nodes = graph.getNodeList();
    for (TensorProto initializer : graph.getInitializerList()) {
      constants.add(initializer.getName());
    }
    Set<String> known = new HashSet<>(constants);
    for (ValueInfoProto input : graph.getInputList()) {
      known.add(input.getName());
    }
    for (int i = 0; i < nodes.size(); i++) {
      NodeProto node = nodes.get(i);
      boolean constant = true;
      for (String input : node.getInputList()) {
        if (!input.isEmpty() && !known.contains(input)) {
          throw new InvalidInputException(
              "The model's %s reads \"%s\" before anything produces it."
                  .formatted(NodeName.describe(node), input));
        }
        constant &= input.isEmpty() || constants.contains(input);
      }
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && !known.add(output)) {
          throw new InvalidInputException(
              "The model's %s produces \"%s\", which is there already."
                  .formatted(NodeName.describe(node), output));
        }
        producers.put(output, i);
        (constant ? constants : computed).add(output);
      }
    }
    constants.remove("");
    producers.remove("");
    computed.remove("");
  }

  /** Values that nodes compute from the data, in topological order. */
  public List<String> computed() {
    return List.copyOf(computed);
  }

  /** Whether a value belongs to the model rather than to the data. */
  public boolean isConstant(String value) {
    return constants.contains(value);
  }

  /**
   * The nodes needed to compute some values from given ones, in topological order; nodes that
   * compute constants among them.
   *
   * @throws InvalidInputException if the given values do not suffice
   */
  public List<NodeProto> between(Collection<String> given, Collection<String> wanted) {
    Deque<String> open = new ArrayDeque<>(wanted);
    Set<String> seen = new HashSet<>();
    Set<Integer> needed = new HashSet<>();
    while (!open.isEmpty()) {
      String value = open.pop();
      if (value.isEmpty() || given.contains(value) || !seen.add(value)) {
        continue;
      }
      Integer producer = producers.get(value);
      if (producer != null) {
        needed.add(producer);
        nodes.get(producer).getInputList().forEach(open::push);
      } else if (!constants.contains(value)) {
        throw new InvalidInputException(
            "Nothing gives the model's value \"%s\"; given: %s.".formatted(value, given));
      }
    }
    return needed.stream().sorted().map(nodes::get).toList();
  }

  /** Those of the given values that nodes read, in the order in which they are first read. */
  public static Set<String> read(List<NodeProto> nodes, Collection<String> given) {
    Set<String> read = new LinkedHashSet<>();
    for (NodeProto node : nodes) {
      node.getInputList().stream().filter(given::contains).forEach(read::add);
    }
    return read;
  }
}
