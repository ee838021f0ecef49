package org.rank1.onnx.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.operator.OperatorKind;
import org.rank1.onnx.operator.OperatorTrait;
import org.rank1.onnx.operator.Operators;
import org.rank1.onnx.reference.ReferenceInterpreter;

/**
 * All convolutions of a model, in the order of the graph.
 *
 * @param nodes those whose kernels belong to the model, as 32-bit floats
 * @param leftOut one sentence for each other one
 */
public record ModelConvolutions(List<ConvolutionNode> nodes, List<String> leftOut) {
  /** Copies. */
  public ModelConvolutions {
    nodes = List.copyOf(nodes);
    leftOut = List.copyOf(leftOut);
  }

  /** Finds them. */
  public static ModelConvolutions of(CheckedModel model) {
    ModelProto proto = model.proto();
    ReferenceInterpreter constants = new ReferenceInterpreter(proto);
    Map<String, List<NodeProto>> readers = new HashMap<>();
    for (NodeProto node : proto.getGraph().getNodeList()) {
      node.getInputList()
          .forEach(value -> readers.computeIfAbsent(value, v -> new ArrayList<>()).add(node));
    }
    List<ConvolutionNode> nodes = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (NodeProto node : proto.getGraph().getNodeList()) {
      if (!node.getOpType().equals("Conv") || !OnnxFile.isDefaultDomain(node.getDomain())) {
        continue;
      }
      try {
        nodes.add(convolution(node, constants, activated(node, readers)));
      } catch (InvalidInputException e) {
        leftOut.add(
            "Convolution \"%s\" is left out, its kernel is no constant of 32-bit floats: %s"
                .formatted(name(node), e.getMessage()));
      }
    }
    return new ModelConvolutions(nodes, leftOut);
  }

  private static ConvolutionNode convolution(
      NodeProto node, ReferenceInterpreter constants, Optional<String> activated) {
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    FloatTensor kernel = constant(node.getInput(1), constants);
    int groups = Math.toIntExact(new NodeAttributes(node).integer("group", 1));
    if (kernel.order() < 3
        || kernel.shape().contains(0)
        || groups < 1
        || kernel.shape().get(0) % groups != 0) {
      throw new InvalidInputException(
          "Shape %s with %d groups is none of a kernel.".formatted(kernel.shape(), groups));
    }
    return new ConvolutionNode(
        name(node),
        node.getInput(0),
        node.getOutput(0),
        activated,
        groups,
        kernel,
        biased ? Optional.of(constant(node.getInput(2), constants)) : Optional.empty());
  }

  private static String name(NodeProto node) {
    return node.getName().isEmpty() ? node.getOutput(0) : node.getName();
  }

  private static FloatTensor constant(String name, ReferenceInterpreter constants) {
    DoubleTensor value = constants.evaluate(Map.of(), List.of(name)).value(name);
    FloatTensor tensor = FloatTensor.zeros(value.shape());
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) value.data()[i];
      if (!Float.isFinite(tensor.data()[i])) {
        throw new InvalidInputException("\"%s\" has a value that is not finite.".formatted(name));
      }
    }
    return tensor;
  }

  /** The value of the activation that alone reads a convolution, directly or past other nodes. */
  private static Optional<String> activated(NodeProto conv, Map<String, List<NodeProto>> readers) {
    String value = conv.getOutput(0);
    while (true) {
      List<NodeProto> reading = readers.getOrDefault(value, List.of());
      if (reading.size() != 1) {
        return Optional.empty();
      }
      NodeProto next = reading.get(0);
      if (Operators.is(next, OperatorKind.ACTIVATION)) {
        return Optional.of(next.getOutput(0));
      }
      if (!Operators.has(next, OperatorTrait.BEFORE_ACTIVATION)) {
        return Optional.empty();
      }
      value = next.getOutput(0);
    }
  }
}
