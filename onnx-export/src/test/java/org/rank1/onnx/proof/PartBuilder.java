package org.rank1.onnx.proof;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.model.ModelGraph;

/** Puts parts of models together, node by node, without asking whether they make sense. */
final class PartBuilder {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, List<Long>> inputs = new HashMap<>();

  PartBuilder input(String name, long... shape) {
    graph.addInput(ValueInfoProto.newBuilder().setName(name));
    inputs.put(name, LongStream.of(shape).boxed().toList());
    return this;
  }

  PartBuilder weight(String name, FloatTensor tensor) {
    graph.addInitializer(OnnxTensors.of(name, tensor));
    return this;
  }

  PartBuilder integers(String name, long... values) {
    graph.addInitializer(OnnxTensors.of(name, values));
    return this;
  }

  /** A node with the name of its output. */
  PartBuilder node(String type, String output, List<String> reads, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(output)
            .addAllInput(reads)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return this;
  }

  /** A convolution on two axes with its weights. */
  PartBuilder conv(String output, String input, FloatTensor kernel, long pad, FloatTensor... bias) {
    weight(output + "/w", kernel);
    long groups = kernel.shape().get(1) == 1 ? kernel.shape().get(0) : 1;
    List<String> reads = List.of(input, output + "/w", output + "/b").subList(0, 2 + bias.length);
    if (bias.length > 0) {
      weight(output + "/b", bias[0]);
    }
    return node(
        "Conv",
        output,
        reads,
        integersOf("pads", pad, pad, pad, pad),
        NodeAttributes.integerOf("group", groups));
  }

  static AttributeProto integersOf(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList())
        .build();
  }

  LinearPart part(String output) {
    ModelGraph model =
        ModelGraph.of(
            ModelProto.newBuilder()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build());
    return new LinearPart(model.between(inputs.keySet(), List.of(output)), inputs, output);
  }
}
