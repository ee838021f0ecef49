package org.rank1.onnx.verdict;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Models made from a model: with more outputs, with other names, a part of it. */
public final class SubModels {
  private SubModels() {}

  /** The same model returning more values, all of them floats. */
  public static ModelProto withOutputs(ModelProto model, Collection<String> values) {
    Set<String> present = new HashSet<>();
    model.getGraph().getOutputList().forEach(output -> present.add(output.getName()));
    ModelProto.Builder builder = model.toBuilder();
    for (String value : values) {
      if (present.add(value)) {
        builder.getGraphBuilder().addOutput(floats(value, List.of()));
      }
    }
    return builder.build();
  }

  /**
   * The part of a model that some nodes make up.
   *
   * @param inputs the values fed to it, with shapes; {@link ModelSignature#ANY} leaves an extent
   *     open
   */
  static ModelProto cut(
      ModelProto model, List<NodeProto> nodes, Map<String, List<Integer>> inputs, String output) {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.getInputList()));
    GraphProto.Builder graph = GraphProto.newBuilder().setName(output).addAllNode(nodes);
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (read.contains(tensor.getName())) {
        graph.addInitializer(tensor);
      }
    }
    inputs.forEach((name, shape) -> graph.addInput(floats(name, shape)));
    graph.addOutput(floats(output, List.of()));
    return ModelProto.newBuilder()
        // Before IR version 4 every initializer had to be an input as well.
        .setIrVersion(Math.max(model.getIrVersion(), 4))
        .addAllOpsetImport(model.getOpsetImportList())
        .setGraph(graph)
        .build();
  }

  /** The same model with its values renamed. */
  static ModelProto rename(ModelProto model, UnaryOperator<String> newName) {
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
