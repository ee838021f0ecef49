package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A change of a graph: nodes and initializers are replaced, inserted, removed. Everything else
 * stays as it is, byte for byte: other nodes, initializers and declarations, names, metadata,
 * operator sets, functions, fields that this product does not know.
 *
 * <pre>{@code
 * ModelProto split = graph.edit().replace(conv, List.of(pointwise, depthwise))
 *     .put(kernel).removeUnread().apply();
 * }</pre>
 */
public final class GraphEdit {
  private final ModelGraph graph;
  private final Map<NodeProto, List<NodeProto>> replaced = new HashMap<>();
  private final Map<NodeProto, List<NodeProto>> before = new HashMap<>();
  private final Map<NodeProto, List<NodeProto>> after = new HashMap<>();
  private final List<NodeProto> first = new ArrayList<>();
  private final Map<String, TensorProto> put = new LinkedHashMap<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private final Map<String, ValueInfoProto> declared = new LinkedHashMap<>();
  private final List<ValueInfoProto> returned = new ArrayList<>();
  private boolean unread;

  GraphEdit(ModelGraph graph) {
    this.graph = graph;
  }

  /** Puts other nodes in the place of one. */
  public GraphEdit replace(NodeProto node, List<NodeProto> by) {
    replaced.put(required(node), List.copyOf(by));
    return this;
  }

  /** Takes a node away. */
  public GraphEdit remove(NodeProto node) {
    return replace(node, List.of());
  }

  /** Inserts a node before one, after what was inserted there earlier. */
  public GraphEdit insertBefore(NodeProto node, NodeProto added) {
    before.computeIfAbsent(required(node), n -> new ArrayList<>()).add(added);
    return this;
  }

  /** Inserts a node after one, after what was inserted there earlier. */
  public GraphEdit insertAfter(NodeProto node, NodeProto added) {
    after.computeIfAbsent(required(node), n -> new ArrayList<>()).add(added);
    return this;
  }

  /** Inserts a node before all others, after what was inserted there earlier. */
  public GraphEdit insertFirst(NodeProto added) {
    first.add(added);
    return this;
  }

  private NodeProto required(NodeProto node) {
    boolean own =
        node.getOutputList().stream()
            .anyMatch(value -> graph.producer(value).filter(node::equals).isPresent());
    if (!own) {
      throw new IllegalArgumentException(
          "The graph has no such node: it writes " + node.getOutputList());
    }
    return node;
  }

  /** Puts an initializer in the place of that of the same name, or behind all others. */
  public GraphEdit put(TensorProto initializer) {
    put.put(initializer.getName(), initializer);
    return this;
  }

  /** Takes an initializer away. */
  public GraphEdit removeInitializer(String name) {
    removed.add(name);
    return this;
  }

  /** Takes the initializers away that, after all changes, nothing reads. */
  public GraphEdit removeUnread() {
    unread = true;
    return this;
  }

  /** Declares an inner value, instead of what was declared about it before. */
  public GraphEdit declare(ValueInfoProto value) {
    return redeclare(value.getName(), value);
  }

  /** Puts a declaration, perhaps of another name, in the place of that of an inner value. */
  public GraphEdit redeclare(String name, ValueInfoProto value) {
    declared.put(name, value);
    return this;
  }

  /** Makes the model return one more value. */
  public GraphEdit returning(ValueInfoProto value) {
    returned.add(value);
    return this;
  }

  /** The changed model. */
  public ModelProto apply() {
    ModelProto.Builder model = graph.model().toBuilder();
    GraphProto.Builder target = model.getGraphBuilder();
    if (!first.isEmpty() || !replaced.isEmpty() || !before.isEmpty() || !after.isEmpty()) {
      target.clearNode().addAllNode(nodes());
    }
    initializers(target);
    declarations(target);
    target.addAllOutput(returned);
    return model.build();
  }

  private List<NodeProto> nodes() {
    List<NodeProto> nodes = new ArrayList<>(first);
    for (NodeProto node : graph.nodes()) {
      nodes.addAll(before.getOrDefault(node, List.of()));
      nodes.addAll(replaced.getOrDefault(node, List.of(node)));
      nodes.addAll(after.getOrDefault(node, List.of()));
    }
    return nodes;
  }

  private void initializers(GraphProto.Builder target) {
    if (put.isEmpty() && removed.isEmpty() && !unread) {
      return;
    }
    Map<String, TensorProto> added = new LinkedHashMap<>(put);
    List<TensorProto> kept = new ArrayList<>();
    for (TensorProto tensor : graph.model().getGraph().getInitializerList()) {
      TensorProto instead = added.remove(tensor.getName());
      if (instead != null || !removed.contains(tensor.getName())) {
        kept.add(instead == null ? tensor : instead);
      }
    }
    kept.addAll(added.values());
    if (unread) {
      Set<String> read = new HashSet<>();
      target.getNodeList().forEach(node -> read.addAll(node.getInputList()));
      target.getOutputList().forEach(output -> read.add(output.getName()));
      target.getInputList().forEach(input -> read.add(input.getName()));
      kept.removeIf(tensor -> !read.contains(tensor.getName()));
    }
    target.clearInitializer().addAllInitializer(kept);
  }

  private void declarations(GraphProto.Builder target) {
    if (declared.isEmpty()) {
      return;
    }
    Map<String, ValueInfoProto> added = new LinkedHashMap<>(declared);
    List<ValueInfoProto> kept = new ArrayList<>();
    for (ValueInfoProto value : graph.model().getGraph().getValueInfoList()) {
      ValueInfoProto instead = added.remove(value.getName());
      kept.add(instead == null ? value : instead);
    }
    kept.addAll(added.values());
    target.clearValueInfo().addAllValueInfo(kept);
  }
}
