package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
