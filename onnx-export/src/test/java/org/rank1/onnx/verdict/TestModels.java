package org.rank1.onnx.verdict;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

/** Networks exported in several forms, and ways to damage a model. */
final class TestModels {
  static final EquivalenceCheck CHECK =
      new EquivalenceCheck(new OnnxRuntimeCpu(new OnnxRuntimeOptions()));

  private TestModels() {}

  /** The verdict on two models that pass the structural check. */
  static EquivalenceReport compare(
      ModelProto reference, ModelProto candidate, List<FloatTensor> inputs) {
    return CHECK.compare(
        CheckedModel.of(reference, "given as reference"),
        CheckedModel.of(candidate, "given as candidate"),
        inputs);
  }

  /** Three convolutions with batch norms and ReLUs, pooling, one dense layer. */
  static NetworkSpec network(FilterForm form) {
    return new NetworkBuilder("small", FeatureShape.of(3, 13, 11), form)
        .conv("conv1", 8, ConvGeometry.same2d(3), false)
        .batchNorm("bn1")
        .relu("relu1")
        .maxPool("pool1", 2)
        .conv("conv2", 16, ConvGeometry.same2d(3), true)
        .relu("relu2")
        .conv("conv3", 16, ConvGeometry.same2d(5), false)
        .batchNorm("bn3")
        .relu("relu3")
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 10)
        .build();
  }

  static ModelProto export(NetworkSpec network, String lowering, Batch batch) {
    return new OnnxExporter()
        .export(
            Snapshots.random(network, 5),
            new ExportOptions().withLowering(lowering).withBatch(batch))
        .model()
        .proto();
  }

  static List<FloatTensor> images(NetworkSpec network, int count) {
    List<Integer> shape = new ArrayList<>(List.of(count));
    shape.addAll(network.input().extents());
    return List.of(Snapshots.uniform(shape, -1, 1, new SplittableRandom(23)));
  }

  /** A model with one initializer's values changed in place. */
  static ModelProto withWeights(ModelProto model, String name, Consumer<float[]> change) {
    return withTensors(
        model,
        tensor -> {
          if (!tensor.getName().equals(name)) {
            return tensor;
          }
          FloatTensor values = OnnxTensors.floats(tensor, "test");
          change.accept(values.data());
          return OnnxTensors.of(name, values);
        });
  }

  static float[] weights(ModelProto model, String name) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .map(tensor -> OnnxTensors.floats(tensor, "test").data())
        .findFirst()
        .orElseThrow();
  }

  static ModelProto withTensors(ModelProto model, UnaryOperator<TensorProto> change) {
    ModelProto.Builder builder = model.toBuilder();
    GraphProto.Builder graph = builder.getGraphBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      graph.setInitializer(i, change.apply(graph.getInitializer(i)));
    }
    return builder.build();
  }

  /** A model with one node changed, and without the declared shapes it may contradict. */
  static ModelProto withNode(ModelProto model, String name, Consumer<NodeProto.Builder> change) {
    ModelProto.Builder builder = model.toBuilder();
    builder.getGraphBuilder().clearValueInfo();
    NodeProto.Builder node =
        builder.getGraphBuilder().getNodeBuilderList().stream()
            .filter(n -> n.getName().equals(name))
            .findFirst()
            .orElseThrow();
    change.accept(node);
    return builder.build();
  }

  static void dropBias(NodeProto.Builder node) {
    List<String> inputs = List.copyOf(node.getInputList().subList(0, 2));
    node.clearInput().addAllInput(inputs);
  }

  static void setPads(NodeProto.Builder node, long... pads) {
    AttributeProto.Builder attribute =
        node.getAttributeBuilderList().stream()
            .filter(a -> a.getName().equals("pads"))
            .findFirst()
            .orElseThrow();
    attribute.clearInts();
    for (long pad : pads) {
      attribute.addInts(pad);
    }
  }
}
