package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.OnnxTensors;

/**
 * The tensors that a model brings, however they arrive: initializers, the outputs of {@code
 * Constant} nodes in all spellings of their attribute, what {@code Identity} passes on of them, and
 * the floats that {@code DequantizeLinear} makes of them. Nothing is decoded before it is read.
 */
public final class ModelConstants {
  private final ModelGraph graph;
  private final Map<String, TensorProto> tensors = new HashMap<>();

  ModelConstants(ModelGraph graph) {
    this.graph = graph;
    graph
        .model()
        .getGraph()
        .getInitializerList()
        .forEach(tensor -> tensors.put(tensor.getName(), tensor));
    for (NodeProto node : graph.nodes()) {
      if (is(node, "Constant") && node.getOutputCount() == 1) {
        value(node).ifPresent(tensor -> tensors.putIfAbsent(node.getOutput(0), tensor));
      } else if (is(node, "Identity") && node.getInputCount() == 1 && node.getOutputCount() == 1) {
        TensorProto passed = tensors.get(node.getInput(0));
        if (passed != null) {
          tensors.putIfAbsent(node.getOutput(0), passed);
        }
      }
    }
  }

  private static boolean is(NodeProto node, String type) {
    return node.getOpType().equals(type) && OnnxFile.isDefaultDomain(node.getDomain());
  }

  private static Optional<TensorProto> value(NodeProto node) {
    return node.getAttributeList().stream()
        .flatMap(attribute -> value(attribute).stream())
        .findFirst();
  }

  private static Optional<TensorProto> value(AttributeProto attribute) {
    return switch (attribute.getName()) {
      case "value" -> attribute.hasT() ? Optional.of(attribute.getT()) : Optional.empty();
      case "value_float" ->
          Optional.of(OnnxTensors.of("", FloatTensor.filled(List.of(), attribute.getF())));
      case "value_floats" -> Optional.of(floats(attribute.getFloatsList()));
      case "value_int" ->
          Optional.of(
              TensorProto.newBuilder()
                  .setDataType(DataType.INT64.getNumber())
                  .addInt64Data(attribute.getI())
                  .build());
      case "value_ints" ->
          Optional.of(
              OnnxTensors.of(
                  "", attribute.getIntsList().stream().mapToLong(Long::longValue).toArray()));
      case "value_string" -> Optional.of(texts(List.of(attribute.getS())).clearDims().build());
      case "value_strings" -> Optional.of(texts(attribute.getStringsList()).build());
      default -> Optional.empty();
    };
  }

  private static TensorProto floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return OnnxTensors.of("", array);
  }

  private static TensorProto.Builder texts(List<ByteString> values) {
    return TensorProto.newBuilder()
        .setDataType(DataType.STRING.getNumber())
        .addDims(values.size())
        .addAllStringData(values);
  }

  /** Whether a value is a tensor that the model brings as it is. */
  public boolean has(String value) {
    return tensors.containsKey(value);
  }

  /** The tensor of a value; its name is the one under which the model brings it. */
  public Optional<TensorProto> find(String value) {
    return Optional.ofNullable(tensors.get(value));
  }

  /**
   * The tensor of a value.
   *
   * @throws InvalidInputException if the model brings none
   */
  public TensorProto get(String value) {
    return find(value)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "The model's value \"%s\" is no constant of the model.".formatted(value)));
  }

  /**
   * Whether a caller may feed another tensor in place of the model's: an initializer that is an
   * input too, and what is passed on of it.
   */
  public boolean isReplaceable(String value) {
    String source = value;
    Optional<NodeProto> producer = graph.producer(source);
    while (producer.isPresent()
        && is(producer.get(), "Identity")
        && producer.get().getInputCount() == 1) {
      source = producer.get().getInput(0);
      producer = graph.producer(source);
    }
    return graph.isInput(source);
  }

  /**
   * The 32-bit floats of a value that no caller can replace, dequantized where a {@code
   * DequantizeLinear} node makes them of integers with one scale, or one for each slice along an
   * axis.
   *
   * @return empty if the value depends on the data, may be replaced, or is of another type
   * @throws InvalidInputException if dimensions and values of a tensor do not fit
   */
  public Optional<FloatTensor> floats(String value) {
    if (isReplaceable(value)) {
      return Optional.empty();
    }
    Optional<TensorProto> tensor = find(value);
    return tensor.isPresent()
        ? tensor
            .filter(found -> found.getDataType() == DataType.FLOAT.getNumber())
            .map(found -> OnnxTensors.floats(found, "the model"))
        : graph
            .producer(value)
            .filter(node -> is(node, "DequantizeLinear"))
            .flatMap(this::dequantized);
  }

  private Optional<FloatTensor> dequantized(NodeProto node) {
    boolean fixed =
        node.getInputCount() >= 2
            && Stream.concat(
                    node.getInputList().stream().limit(2),
                    node.getInputList().stream().skip(2).filter(name -> !name.isEmpty()))
                .allMatch(name -> has(name) && !isReplaceable(name));
    if (!fixed || new NodeAttributes(node).integer("block_size", 0) != 0) {
      return Optional.empty();
    }
    TensorProto integers = get(node.getInput(0));
    TensorProto scale = get(node.getInput(1));
    boolean shifted = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    return scale.getDataType() == DataType.FLOAT.getNumber() && OnnxTensors.isInteger(integers)
        ? Dequantization.of(
            integers,
            OnnxTensors.floats(scale, "the model").data(),
            shifted ? OnnxTensors.integers(get(node.getInput(2)), "the model") : new long[0],
            new NodeAttributes(node).integer("axis", 1))
        : Optional.empty();
  }
}
