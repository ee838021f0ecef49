package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;

/**
 * What can be quantized of a graph of floats.
 *
 * @param graph the whole
 */
record FloatGraph(ModelGraph graph) {

  /** Whether a value is computed from the data, and no weight. */
  boolean isActivation(String value) {
    boolean weight = graph.constants().has(value) && !graph.constants().isReplaceable(value);
    return !value.isEmpty() && !weight;
  }

  static boolean is(NodeProto node, String... types) {
    return OnnxFile.isDefaultDomain(node.getDomain()) && List.of(types).contains(node.getOpType());
  }

  /** A convolution or fully connected layer with constant weights, or nothing. */
  Optional<LinearNode> linear(NodeProto node) {
    if (!is(node, "Conv", "Gemm") || !isActivation(node.getInput(0)) || !plain(node)) {
      return Optional.empty();
    }
    Optional<FloatTensor> weight = graph.constants().floats(node.getInput(1));
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    Optional<FloatTensor> bias =
        biased ? graph.constants().floats(node.getInput(2)) : Optional.empty();
    boolean constant = weight.isPresent() && biased == bias.isPresent();
    // The bias of a Gemm may have any shape that broadcasts; ours has one value per unit.
    boolean fits = bias.isEmpty() || bias.get().shape().equals(filters(weight));
    return constant && fits
        ? Optional.of(new LinearNode(node, weight.get(), bias))
        : Optional.empty();
  }

  private static List<Integer> filters(Optional<FloatTensor> weight) {
    return weight.map(tensor -> tensor.shape().subList(0, 1)).orElse(List.of());
  }

  /** A convolution, or a product with a transposed matrix without factors. */
  private static boolean plain(NodeProto node) {
    NodeAttributes attributes = new NodeAttributes(node);
    return is(node, "Conv")
        || (attributes.integer("transB", 0) == 1
            && attributes.integer("transA", 0) == 0
            && attributes.real("alpha", 1) == 1
            && attributes.real("beta", 1) == 1);
  }
}
