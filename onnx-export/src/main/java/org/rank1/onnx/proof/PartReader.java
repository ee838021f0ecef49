package org.rank1.onnx.proof;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;

/** Reduces a part of a model to a linear form, node by node. */
final class PartReader {
  private PartReader() {}

  /**
   * The form of a part's output.
   *
   * @param atoms for each value that is given the extents of its atoms, see {@link ArrangedForm}
   * @throws IrreducibleException if the part is not one convolution of each value and a bias
   * @throws AtomSplit if it might be, with finer atoms
   */
  static ArrangedForm read(LinearPart part, Map<String, List<Long>> atoms) {
    ModelGraph graph = part.part().graph();
    Map<String, ArrangedForm> values = new HashMap<>();
    part.inputs()
        .forEach(
            (name, shape) ->
                values.put(
                    name,
                    ArrangedForm.of(name, Objects.requireNonNull(atoms.get(name), name))
                        .reshaped(shape)));
    for (NodeProto node : part.part().nodes()) {
      if (node.getOutputCount() > 0 && graph.isFixed(node.getOutput(0))) {
        continue;
      }
      if (node.getOutputList().stream().skip(1).anyMatch(output -> !output.isEmpty())) {
        throw new IrreducibleException(NodeName.describe(node) + " has several outputs");
      }
      values.put(node.getOutput(0), apply(node, graph, values));
    }
    ArrangedForm output = values.get(part.output());
    if (output == null) {
      throw new IrreducibleException("nothing gives \"" + part.output() + "\"");
    }
    return output;
  }

  private static ArrangedForm apply(
      NodeProto node, ModelGraph graph, Map<String, ArrangedForm> values) {
    try {
      NodeCall call = new NodeCall(node, graph, values);
      if (!OnnxFile.isDefaultDomain(node.getDomain())) {
        throw call.refused("its operator is not understood");
      }
      return switch (node.getOpType()) {
        case "Conv" -> Windows.convolution(call);
        case "AveragePool" -> Windows.averagePool(call);
        case "GlobalAveragePool" -> Windows.globalAveragePool(call);
        case "Gemm", "MatMul" -> Matrices.product(call);
        case "BatchNormalization" -> Channels.batchNormalization(call);
        case "Add", "Sum" -> Channels.sum(call);
        case "Sub" -> Channels.difference(call);
        case "Mul" -> Channels.product(call);
        case "Div" -> Channels.quotient(call);
        case "Identity" -> call.form(0);
        case "Dropout" -> {
          call.require(!call.has(2), "it may be in training mode");
          yield call.form(0);
        }
        case "Reshape" -> Shapes.reshape(call);
        case "Flatten" -> Shapes.flatten(call);
        case "Squeeze" -> Shapes.squeeze(call);
        case "Unsqueeze" -> Shapes.unsqueeze(call);
        case "Transpose" -> Shapes.transpose(call);
        default -> throw call.refused("its operator is not linear, or not understood");
      };
    } catch (IrreducibleException
        | IllegalArgumentException
        | ArithmeticException
        | InvalidInputException e) {
      throw new IrreducibleException(NodeName.describe(node) + ": " + e.getMessage());
    }
  }
}
