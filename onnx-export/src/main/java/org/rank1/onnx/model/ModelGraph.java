package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.operator.Operators;

/**
 * The graph of a model with who writes and who reads each value. It is read once and never changes;
 * {@link #edit} makes another model of it.
 *
 * <p>A graph that is not sound is indexed all the same, so that the check can say what is wrong: of
 * two nodes that write one value, the first counts.
 */
public final class ModelGraph {
  private final ModelProto model;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Map<String, List<Integer>> readers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Set<String> inputs = new LinkedHashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Set<String> fixed = new HashSet<>();
  private final List<String> computed = new ArrayList<>();
  private final ModelConstants constants;

  private ModelGraph(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    graph.getInputList().stream().map(ValueInfoProto::getName).forEach(inputs::add);
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
    for (TensorProto tensor : graph.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      for (String value : node.getOutputList()) {
        if (!value.isEmpty()) {
          producers.putIfAbsent(value, i);
        }
      }
      for (String value : new LinkedHashSet<>(node.getInputList())) {
        if (!value.isEmpty()) {
          readers.computeIfAbsent(value, v -> new ArrayList<>()).add(i);
        }
      }
    }
    divide();
    constants = new ModelConstants(this);
  }

  /** The graph of a model. */
  public static ModelGraph of(ModelProto model) {
    return new ModelGraph(model);
  }

  /** Divides values into those that belong to the model and those that depend on the data. */
  private void divide() {
    fixed.addAll(initializers.keySet());
    Set<String> fromShapes = new HashSet<>(fixed);
    for (NodeProto node : nodes()) {
      boolean constant =
          node.getInputList().stream().allMatch(name -> name.isEmpty() || fixed.contains(name));
      // What follows from shapes is known once the input is, whatever its data are.
      boolean shapes =
          Operators.readsShapesOnly(node)
              || node.getInputList().stream()
                  .allMatch(name -> name.isEmpty() || fromShapes.contains(name));
      for (String name : node.getOutputList()) {
        if (name.isEmpty()) {
          continue;
        }
        if (constant) {
          fixed.add(name);
        }
        if (shapes) {
          fromShapes.add(name);
        } else {
          computed.add(name);
        }
      }
    }
  }

  /** The model, as it was read. */
  public ModelProto model() {
    return model;
  }

  /** The version of ONNX's own operator set. */
  public int opset() {
    return OnnxFile.opset(model);
  }

  /** All nodes, in the order of the model. */
  public List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** Everything that the model brings. */
  public ModelConstants constants() {
    return constants;
  }

  /** An initializer by its name. */
  Optional<TensorProto> initializer(String name) {
    return Optional.ofNullable(initializers.get(name));
  }

  /**
   * The inputs that somebody has to feed: those without an initializer, which is their default.
   *
   * @return their declarations, in the order of the model
   */
  public List<ValueInfoProto> fedInputs() {
    return model.getGraph().getInputList().stream()
        .filter(input -> !initializers.containsKey(input.getName()))
        .toList();
  }

  /** Whether a value comes from outside, or may. */
  public boolean isInput(String value) {
    return inputs.contains(value);
  }

  /** Whether the model returns a value. */
  public boolean isOutput(String value) {
    return outputs.contains(value);
  }

  /** The node that writes a value. */
  public Optional<NodeProto> producer(String value) {
    return Optional.ofNullable(producers.get(value)).map(nodes()::get);
  }

  /** The nodes that read a value, in their order, each once. */
  public List<NodeProto> readers(String value) {
    return readers.getOrDefault(value, List.of()).stream().map(nodes()::get).toList();
  }

  /** The node that alone reads a value which the model does not return. */
  public Optional<NodeProto> onlyReader(String value) {
    List<NodeProto> reading = readers(value);
    boolean once =
        reading.size() == 1
            && reading.get(0).getInputList().stream().filter(value::equals).count() == 1;
    return once && !isOutput(value) ? Optional.of(reading.get(0)) : Optional.empty();
  }

  /**
   * Whether a value belongs to the model rather than to the data: an initializer, or what nodes
   * compute of such values alone.
   */
  public boolean isFixed(String value) {
    return fixed.contains(value);
  }

  /** Values that nodes compute from the data, in the order of the nodes. */
  public List<String> computed() {
    return List.copyOf(computed);
  }

  /** The whole graph as a part of itself. */
  public GraphPart whole() {
    return new GraphPart(this, nodes());
  }

  /**
   * The nodes needed to compute some values from given ones, in the order of the model; nodes that
   * compute constants among them.
   *
   * @throws InvalidInputException if the given values do not suffice
   */
  public GraphPart between(Collection<String> given, Collection<String> wanted) {
    Deque<String> open = new ArrayDeque<>(wanted);
    Set<String> seen = new HashSet<>();
    Set<Integer> needed = new TreeSet<>();
    while (!open.isEmpty()) {
      String value = open.pop();
      if (value.isEmpty() || given.contains(value) || !seen.add(value)) {
        continue;
      }
      Integer producer = producers.get(value);
      if (producer != null) {
        needed.add(producer);
        nodes().get(producer).getInputList().forEach(open::push);
      } else if (!initializers.containsKey(value)) {
        throw new InvalidInputException(
            "Nothing gives the model's value \"%s\"; given: %s.".formatted(value, given));
      }
    }
    return new GraphPart(this, needed.stream().map(nodes()::get).toList());
  }

  /** A change of this graph. */
  public GraphEdit edit() {
    return new GraphEdit(this);
  }
}
