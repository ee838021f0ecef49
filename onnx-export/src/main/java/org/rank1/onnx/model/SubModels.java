package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Models made from a model: with more outputs, with other names, a part of it. */
public final class SubModels {
  private SubModels() {}

  /** The same model returning more values, all of them floats. */
  public static ModelProto withOutputs(ModelGraph graph, Collection<String> values) {
    GraphEdit edit = graph.edit();
    for (String value : new LinkedHashSet<>(values)) {
      if (!graph.isOutput(value)) {
        edit.returning(floats(value, List.of()));
      }
    }
    return edit.apply();
  }

  /**
   * The part of a model that some nodes make up.
   *
   * @param inputs the values fed to it, with shapes; {@link ModelSignature#ANY} leaves an extent
   *     open
   */
  public static ModelProto cut(GraphPart part, Map<String, List<Integer>> inputs, String output) {
    ModelProto model = part.graph().model();
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName(output)
            .addAllNode(part.nodes())
            .addAllInitializer(part.initializers());
    inputs.forEach((name, shape) -> graph.addInput(floats(name, shape)));
    graph.addOutput(floats(output, List.of()));
    return ModelProto.newBuilder()
        // Before IR version 4 every initializer had to be an input as well.
        .setIrVersion(Math.max(model.getIrVersion(), 4))
        .addAllOpsetImport(model.getOpsetImportList())
        .setGraph(graph)
        .build();
  }

  /**
   * Parts of one model side by side in one: each reads only what is fed, and none what another one
   * computes, even if both names are the same in the whole model.
   *
   * @param parts by the value that each computes; it is returned as {@link #result}
   * @param inputs the values fed to them, with shapes, as {@link #cut} takes them
   */
  public static ModelProto sideBySide(
      Map<String, GraphPart> parts, Map<String, List<Integer>> inputs) {
    ModelProto model = parts.values().iterator().next().graph().model();
    GraphProto.Builder graph = GraphProto.newBuilder().setName("side by side");
    inputs.forEach((name, shape) -> graph.addInput(floats(name, shape)));
    Set<String> read = new HashSet<>();
    parts.forEach(
        (value, part) -> {
          Set<String> written = part.written();
          for (NodeProto node : part.nodes()) {
            NodeProto.Builder own = node.toBuilder();
            own.setName(inPart(value, node.getName()));
            for (int i = 0; i < own.getInputCount(); i++) {
              String input = own.getInput(i);
              own.setInput(i, written.contains(input) ? inPart(value, input) : input);
            }
            for (int i = 0; i < own.getOutputCount(); i++) {
              String output = own.getOutput(i);
              own.setOutput(i, output.isEmpty() ? "" : inPart(value, output));
            }
            graph.addNode(own);
            read.addAll(own.getInputList());
          }
          graph.addOutput(floats(result(value), List.of()));
        });
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (read.contains(tensor.getName())) {
        graph.addInitializer(tensor);
      }
    }
    return ModelProto.newBuilder()
        .setIrVersion(Math.max(model.getIrVersion(), 4))
        .addAllOpsetImport(model.getOpsetImportList())
        .setGraph(graph)
        .build();
  }

  /** What a value is called that a part computes among others side by side. */
  public static String result(String value) {
    return inPart(value, value);
  }

  private static String inPart(String part, String name) {
    return name.isEmpty() ? "" : "part " + part + ": " + name;
  }

  /** The same model with its values renamed. */
  public static ModelProto rename(ModelProto model, UnaryOperator<String> newName) {
    ModelProto.Builder renamed = model.toBuilder();
    GraphProto.Builder graph = renamed.getGraphBuilder();
    graph.getInputBuilderList().forEach(value -> value.setName(newName.apply(value.getName())));
    graph.getOutputBuilderList().forEach(value -> value.setName(newName.apply(value.getName())));
    graph.getValueInfoBuilderList().forEach(v -> v.setName(newName.apply(v.getName())));
    graph.getInitializerBuilderList().forEach(v -> v.setName(newName.apply(v.getName())));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, newName.apply(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, newName.apply(node.getOutput(i)));
      }
    }
    return renamed.build();
  }

  private static ValueInfoProto floats(String name, List<Integer> shape) {
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber());
    for (int extent : shape) {
      type.getShapeBuilder()
          .addDim(
              extent == ModelSignature.ANY
                  ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
                  : TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
