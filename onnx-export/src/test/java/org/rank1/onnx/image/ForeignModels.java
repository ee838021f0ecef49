package org.rank1.onnx.image;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;

/** Classifiers that somebody else might have made. */
final class ForeignModels {
  private ForeignModels() {}

  /** The scores of two classes are the two pixels. */
  static CheckedModel twoPixels(boolean softmax) {
    return twoPixels(softmax, Map.of());
  }

  static CheckedModel twoPixels(boolean softmax, Map<String, String> metadata) {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("two");
    graph.output(graph.flatten("scores", graph.input("x", TensorShape.of(1, 1, 1, 2))));
    ModelProto plain = graph.build(metadata);
    return CheckedModel.of(softmax ? withSoftmax(plain) : plain, "\"two.onnx\"");
  }

  /** A softmax, and behind it something that only hands on. */
  private static ModelProto withSoftmax(ModelProto model) {
    GraphProto.Builder graph = model.toBuilder().getGraphBuilder();
    String scores = graph.getOutput(0).getName();
    graph.addNode(
        NodeProto.newBuilder()
            .setName("softmax")
            .setOpType("Softmax")
            .addInput(scores)
            .addOutput("softmax")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(1)));
    graph.addNode(
        NodeProto.newBuilder()
            .setName("handed on")
            .setOpType("Identity")
            .addInput("softmax")
            .addOutput("probabilities"));
    graph.getOutputBuilder(0).setName("probabilities");
    return model.toBuilder().setGraph(graph).build();
  }

  /** One class, whose score is the mean of an image of any size. */
  static CheckedModel anySize() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("any");
    TensorShape shape =
        TensorShape.of(
            List.of(
                Dimension.symbol("N"),
                Dimension.of(1),
                Dimension.symbol("H"),
                Dimension.symbol("W")));
    graph.output(graph.flatten("scores", graph.globalAveragePool("mean", graph.input("x", shape))));
    return CheckedModel.of(graph.build(Map.of()), "\"any.onnx\"");
  }
}
