package org.rank1.onnx.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.operator.ShapeInference;

/** One pass over a graph that collects problems and shapes. */
final class GraphCheck {
  private final ModelGraph model;
  private final Map<String, Long> imports;
  private final long irVersion;
  private final ShapeInference inference;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, TensorShape> shapes = new LinkedHashMap<>();
  private final Map<String, TensorShape> declared = new HashMap<>();

  /**
   * @param imports domain to version, ONNX's own domain spelled empty
   */
  GraphCheck(ModelGraph model, Map<String, Long> imports) {
    this.model = model;
    this.imports = imports;
    this.irVersion = model.model().getIrVersion();
    long opset = imports.getOrDefault("", 0L);
    this.inference = new ShapeInference((int) Math.min(Math.max(opset, 0), Integer.MAX_VALUE));
  }

  CheckResult result() {
    Map<String, DataType> types = new HashMap<>();
    for (ValueInfoProto value : model.model().getGraph().getValueInfoList()) {
      types.put(value.getName(), elementType(value));
    }
    shapes
        .keySet()
        .forEach(
            value -> {
              DataType inferred = inference.type(value);
              if (inferred == DataType.UNDEFINED) {
                types.putIfAbsent(value, inferred);
              } else {
                types.put(value, inferred);
              }
            });
    return new CheckResult(problems, shapes, types);
  }

  void report(String where, String sentence) {
    problems.add(new Problem(where, sentence));
  }

  void check() {
    GraphProto graph = model.model().getGraph();
    graph.getValueInfoList().forEach(value -> declare(value, "value"));
    graph.getOutputList().forEach(value -> declare(value, "output"));
    inputs(graph);
    initializers(graph);
    nodes(graph);
    outputs(graph);
  }

  /** Records a declaration that inference is compared with later. */
  private void declare(ValueInfoProto value, String kind) {
    TensorShape shape = shapeOf(value, kind);
    TensorShape earlier = declared.putIfAbsent(value.getName(), shape);
    if (earlier != null && earlier.contradicts(shape)) {
      report(place(kind, value.getName()), "it is declared %s and %s".formatted(earlier, shape));
    }
  }

  private TensorShape shapeOf(ValueInfoProto value, String kind) {
    try {
      TensorShape shape = TensorShape.declared(value);
      if (shape.knownElements() <= Integer.MAX_VALUE) {
        return shape;
      }
      report(
          place(kind, value.getName()),
          "its declared shape %s has more than 2147483647 elements".formatted(shape));
    } catch (IllegalArgumentException e) {
      report(place(kind, value.getName()), String.valueOf(e.getMessage()));
    }
    return TensorShape.UNKNOWN;
  }

  private void inputs(GraphProto graph) {
    for (ValueInfoProto input : graph.getInputList()) {
      String where = place("input", input.getName());
      define(input.getName(), shapeOf(input, "input"), where);
      inference.declare(input.getName(), elementType(input));
      requireType(input, where);
    }
  }

  private static DataType elementType(ValueInfoProto value) {
    DataType type = DataType.forNumber(value.getType().getTensorType().getElemType());
    return type == null ? DataType.UNDEFINED : type;
  }

  private void requireType(ValueInfoProto value, String where) {
    DataType type = DataType.forNumber(value.getType().getTensorType().getElemType());
    if (value.getType().getValueCase() == TypeProto.ValueCase.VALUE_NOT_SET) {
      report(where, "it declares no type");
    } else if (value.getType().hasTensorType() && (type == null || type == DataType.UNDEFINED)) {
      report(where, "it declares no legal element type");
    }
  }

  private void initializers(GraphProto graph) {
    Set<String> inputs = new HashSet<>(shapes.keySet());
    Set<String> names = new HashSet<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      Optional<String> problem = OnnxTensors.payloadProblem(tensor);
      problem.ifPresent(sentence -> report(place("initializer", tensor.getName()), sentence));
      TensorShape shape =
          problem.isPresent()
              ? TensorShape.UNKNOWN
              : TensorShape.of(tensor.getDimsList().stream().mapToLong(d -> d).toArray());
      initializer(tensor.getName(), shape, inputs, names);
      // What a caller may replace is no constant.
      if (problem.isEmpty() && !inputs.contains(tensor.getName())) {
        inference.constant(tensor);
      }
    }
    for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
      initializer(sparse.getValues().getName(), TensorShape.UNKNOWN, inputs, names);
    }
  }

  private void initializer(
      String name, TensorShape shape, Set<String> inputs, Set<String> initializers) {
    String where = place("initializer", name);
    if (!initializers.add(name)) {
      report(where, "the name is used by two initializers");
    } else if (inputs.contains(name)) {
      compare(name, shape, shapes.getOrDefault(name, TensorShape.UNKNOWN), where);
    } else {
      define(name, shape, where);
      if (irVersion < 4) {
        report(where, "before IR version 4 an initializer must be a graph input as well");
      }
    }
  }

  private void nodes(GraphProto graph) {
    Set<String> names = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      String where = describe(node);
      if (!node.getName().isEmpty() && !names.add(node.getName())) {
        report(where, "the name is used by two nodes");
      }
      for (String input : node.getInputList()) {
        if (!input.isEmpty() && !shapes.containsKey(input)) {
          report(where, "it reads \"%s\", which %s".formatted(input, absence(input)));
        }
      }
      List<TensorShape> inferred = infer(node, where);
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (!node.getOutput(i).isEmpty()) {
          define(node.getOutput(i), inferred.get(i), where);
        }
      }
    }
  }

  private String absence(String value) {
    return model
        .producer(value)
        .map(GraphCheck::describe)
        .map(
            node ->
                node + " produces, which does not come before it: a cycle, or nodes out of order")
        .orElse("nothing produces");
  }

  private List<TensorShape> infer(NodeProto node, String where) {
    List<TensorShape> unknown = Collections.nCopies(node.getOutputCount(), TensorShape.UNKNOWN);
    if (node.getOpType().isEmpty()) {
      report(where, "it has no operator type");
      return unknown;
    }
    if (!imports.containsKey(OnnxCheck.normalized(node.getDomain()))) {
      report(
          where,
          "its domain \"%s\" is not imported, imported are %s"
              .formatted(node.getDomain(), imports.keySet()));
      return unknown;
    }
    List<TensorShape> inputs =
        node.getInputList().stream()
            .map(name -> shapes.getOrDefault(name, TensorShape.UNKNOWN))
            .toList();
    try {
      return inference.infer(node, inputs);
    } catch (IllegalArgumentException e) {
      report(where, String.valueOf(e.getMessage()));
      return unknown;
    }
  }

  private void outputs(GraphProto graph) {
    if (graph.getOutputCount() == 0) {
      report("graph", "it has no output");
    }
    Set<String> names = new HashSet<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      String where = place("output", output.getName());
      if (!names.add(output.getName())) {
        report(where, "the name is used by two outputs");
      }
      if (!shapes.containsKey(output.getName())) {
        report(where, "nothing produces it");
      }
      requireType(output, where);
    }
  }

  private void define(String name, TensorShape shape, String where) {
    if (name.isEmpty()) {
      report(where, "it has no name");
    } else if (shapes.containsKey(name)) {
      report(where, "the value \"" + name + "\" is already defined before");
    } else {
      shapes.put(name, shape);
      compare(name, shape, declared.getOrDefault(name, TensorShape.UNKNOWN), where);
    }
  }

  /** Compares a shape that follows with one that is declared, and keeps what is known of both. */
  private void compare(String name, TensorShape shape, TensorShape declaration, String where) {
    if (shape.contradicts(declaration)) {
      report(
          where, "the value \"%s\" is declared %s and is %s".formatted(name, declaration, shape));
    } else {
      shapes.put(name, shape.or(declaration));
    }
  }

  /** A node as problems name it. */
  static String describe(NodeProto node) {
    String name =
        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    return "node \"" + name + "\" (" + node.getOpType() + ")";
  }

  private static String place(String kind, String name) {
    return kind + " \"" + name + "\"";
  }
}
