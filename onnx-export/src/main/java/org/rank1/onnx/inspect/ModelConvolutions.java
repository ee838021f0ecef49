package org.rank1.onnx.inspect;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.GraphConvolution;
import org.rank1.onnx.model.GraphConvolutions;
import org.rank1.onnx.model.ModelGraph;
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
    ModelGraph graph = model.graph();
    ReferenceInterpreter constants = new ReferenceInterpreter(graph);
    List<ConvolutionNode> nodes = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (NodeProto node : graph.nodes()) {
      if (!GraphConvolutions.isConvolution(node)) {
        continue;
      }
      try {
        GraphConvolution found = convolution(node, constants, model.convolutions());
        nodes.add(
            new ConvolutionNode(
                found.name(),
                found.input(),
                found.output(),
                activated(node, graph),
                found.spec().geometry().groups(),
                found.kernel(),
                found.bias()));
      } catch (InvalidInputException e) {
        leftOut.add(
            "Convolution \"%s\" is left out: %s"
                .formatted(
                    node.getName().isEmpty() ? node.getOutput(0) : node.getName(), e.getMessage()));
      }
    }
    return new ModelConvolutions(nodes, leftOut);
  }

  /** Also with weights that nodes compute from others. */
  private static GraphConvolution convolution(
      NodeProto node, ReferenceInterpreter constants, GraphConvolutions convolutions) {
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    return convolutions.require(
        node,
        constant(node.getInput(1), constants),
        biased ? Optional.of(constant(node.getInput(2), constants)) : Optional.empty());
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
  private static Optional<String> activated(NodeProto conv, ModelGraph graph) {
    String value = conv.getOutput(0);
    while (true) {
      List<NodeProto> reading = graph.readers(value);
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
