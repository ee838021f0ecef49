package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import org.rank1.onnx.graph.NodeAttributes;

/**
 * What ONNX says about the form of one operator's nodes at one opset.
 *
 * @param type for example {@code Conv}
 * @param minInputs how many inputs must be there
 * @param maxInputs how many inputs may be there
 * @param maxOutputs how many outputs may be there; the first one must
 * @param attributes the legal attributes and their types
 * @param required the attributes that must be there
 */
record OperatorSchema(
    String type,
    int minInputs,
    int maxInputs,
    int maxOutputs,
    Map<String, AttributeType> attributes,
    List<String> required) {

  /** Copies. */
  public OperatorSchema {
    attributes = Map.copyOf(attributes);
    required = List.copyOf(required);
  }

  /**
   * Checks a node.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  void check(NodeProto node) {
    checkArity(node);
    checkAttributes(new NodeAttributes(node));
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
              .formatted(
                  outputs,
                  maxOutputs == 1
                      ? ""
                      : maxOutputs == Integer.MAX_VALUE ? " or more" : " to " + maxOutputs));
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
