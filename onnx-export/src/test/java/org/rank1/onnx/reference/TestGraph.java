package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.SplittableRandom;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.OnnxTensors;

/** Graphs of arbitrary nodes, legal or not; one input {@code x}, one output {@code y}. */
public final class TestGraph {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  public TestGraph(List<Integer> inputShape) {
    graph.addInput(floats("x", inputShape));
    graph.addOutput(floats("y", List.of()));
  }

  public static ValueInfoProto floats(String name, List<Integer> shape) {
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber());
    shape.forEach(extent -> type.getShapeBuilder().addDimBuilder().setDimValue(extent));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  public TestGraph constant(String name, FloatTensor value) {
    graph.addInitializer(OnnxTensors.of(name, value));
    return this;
  }

  public TestGraph integers(String name, long... values) {
    graph.addInitializer(OnnxTensors.of(name, values));
    return this;
  }

  /** Attributes are pairs of a name and a long, a float, a string or a list of longs. */
  public TestGraph node(String operator, List<String> inputs, String output, Object... attributes) {
    return outputs(operator, inputs, List.of(output), attributes);
  }

  /** A node with several outputs. */
  public TestGraph outputs(
      String operator, List<String> inputs, List<String> outputs, Object... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(outputs.get(0))
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllOutput(outputs);
    for (int i = 0; i < attributes.length; i += 2) {
      AttributeProto.Builder attribute =
          AttributeProto.newBuilder().setName((String) attributes[i]);
      Object value = attributes[i + 1];
      if (value instanceof Long number) {
        attribute.setType(AttributeProto.AttributeType.INT).setI(number);
      } else if (value instanceof Float number) {
        attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
      } else if (value instanceof String text) {
        attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
      } else {
        attribute.setType(AttributeProto.AttributeType.INTS);
        ((List<?>) value).forEach(number -> attribute.addInts((Long) number));
      }
      node.addAttribute(attribute);
    }
    graph.addNode(node);
    return this;
  }

  /** The extents of the input. */
  public List<Integer> inputShape() {
    return graph.getInput(0).getType().getTensorType().getShape().getDimList().stream()
        .map(dim -> (int) dim.getDimValue())
        .toList();
  }

  public ModelProto build() {
    return build(17);
  }

  public ModelProto build(int opset) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
  }

  /** Values within [-1, 1). */
  public static FloatTensor random(SplittableRandom random, Integer... shape) {
    FloatTensor tensor = FloatTensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) random.nextDouble(-1, 1);
    }
    return tensor;
  }
}
