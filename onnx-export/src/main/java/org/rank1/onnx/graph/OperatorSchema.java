package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What ONNX says about one operator at one opset: arity, attributes, output shapes.
 *
 * @param type for example {@code Conv}
 * @param minInputs how many inputs must be there
 * @param maxInputs how many inputs may be there
 * @param maxOutputs how many outputs may be there; the first one must
 * @param attributes the legal attributes and their types
 * @param required the attributes that must be there
 * @param shapes the shapes of the outputs
 */
public record OperatorSchema(
    String type,
    int minInputs,
    int maxInputs,
    int maxOutputs,
    Map<String, AttributeType> attributes,
    List<String> required,
    ShapeRule shapes) {

  /** Copies. */
  public OperatorSchema {
    attributes = Map.copyOf(attributes);
    required = List.copyOf(required);
  }

  /** How the shapes of an operator's outputs follow from its inputs. */
  @FunctionalInterface
  interface ShapeRule {
    /**
     * The shapes of all outputs the operator can have.
     *
     * @param inputs one shape per input, unknown for an optional one left out
     * @throws IllegalArgumentException if no output follows, with the reason
     */
    List<TensorShape> infer(NodeAttributes attributes, List<TensorShape> inputs);
  }

  /**
   * Checks a node and infers the shapes of its outputs.
   *
   * @param inputs one shape per input of the node, unknown for an optional one left out
   * @param constants the value of an input that is a constant list of integers: a new shape
   * @return one shape per output of the node
   * @throws IllegalArgumentException saying what is wrong with the node
   */
  public List<TensorShape> infer(
      NodeProto node, List<TensorShape> inputs, Function<String, Optional<long[]>> constants) {
    checkArity(node);
    NodeAttributes given = new NodeAttributes(node);
    checkAttributes(given);
    List<TensorShape> padded = new ArrayList<>(inputs);
    while (padded.size() < maxInputs && maxInputs < Integer.MAX_VALUE) {
      padded.add(TensorShape.UNKNOWN);
    }
    Optional<long[]> extents =
        type.equals("Reshape") ? constants.apply(node.getInput(1)) : Optional.empty();
    List<TensorShape> outputs =
        extents.isPresent()
            ? List.of(ShapeRules.reshape(given, padded.get(0), extents.get()))
            : shapes.infer(given, padded);
    for (TensorShape output : outputs) {
      if (output.knownElements() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "its output " + output + " would have more than 2147483647 elements");
      }
    }
    return outputs.subList(0, node.getOutputCount());
  }

  private void checkArity(NodeProto node) {
    int inputs = node.getInputCount();
    if (inputs < minInputs || inputs > maxInputs) {
      throw new IllegalArgumentException(
          "it has %d inputs, legal are %d%s"
              .formatted(
                  inputs,
                  minInputs,
                  maxInputs == minInputs
                      ? ""
                      : maxInputs == Integer.MAX_VALUE ? " or more" : " to " + maxInputs));
    }
    for (int i = 0; i < minInputs; i++) {
      if (node.getInput(i).isEmpty()) {
        throw new IllegalArgumentException("its input " + i + " is left out and must be there");
      }
    }
    int outputs = node.getOutputCount();
    if (outputs < 1 || outputs > maxOutputs || node.getOutput(0).isEmpty()) {
      throw new IllegalArgumentException(
          "it has %d outputs, legal are 1%s, the first one named"
              .formatted(outputs, maxOutputs == 1 ? "" : " to " + maxOutputs));
    }
  }

  private void checkAttributes(NodeAttributes given) {
    for (AttributeProto attribute : given.asMap().values()) {
      AttributeType expected = attributes.get(attribute.getName());
      if (expected == null) {
        throw new IllegalArgumentException(
            "unknown attribute \"%s\", legal are %s"
                .formatted(attribute.getName(), attributes.keySet().stream().sorted().toList()));
      }
      if (attribute.getType() != expected || !attribute.getRefAttrName().isEmpty()) {
        throw new IllegalArgumentException(
            "attribute \"%s\" has type %s, expected %s"
                .formatted(attribute.getName(), attribute.getType(), expected));
      }
    }
    for (String name : required) {
      if (!given.has(name)) {
        throw new IllegalArgumentException("attribute \"" + name + "\" is missing");
      }
    }
  }
}
