package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.graph.OnnxFile;

/** Whether a model computes in something else than 32-bit floats. */
public final class Precision {
  private static final Set<String> QUANTIZED =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "ConvInteger",
          "MatMulInteger",
          "QLinearConv",
          "QLinearMatMul");

  private static final Set<DataType> HALF = Set.of(DataType.FLOAT16, DataType.BFLOAT16);

  private Precision() {}

  /** Whether a model has quantized values: static, dynamic, or of quantized operators. */
  public static boolean isQuantized(ModelGraph graph) {
    return graph.nodes().stream().anyMatch(Precision::quantizes);
  }

  private static boolean quantizes(NodeProto node) {
    return OnnxFile.isDefaultDomain(node.getDomain()) && QUANTIZED.contains(node.getOpType());
  }

  /**
   * Whether a model computes in fewer bits than 32-bit floats have, so that it can only approximate
   * one that does not.
   *
   * @param types of its values, as far as they are known
   */
  public static boolean isReduced(ModelGraph graph, Map<String, DataType> types) {
    return isQuantized(graph)
        || graph.nodes().stream()
            .anyMatch(
                node ->
                    castsToHalf(node)
                        || node.getOutputList().stream()
                            .map(value -> types.getOrDefault(value, DataType.UNDEFINED))
                            .anyMatch(HALF::contains));
  }

  private static boolean castsToHalf(NodeProto node) {
    return node.getOpType().equals("Cast")
        && OnnxFile.isDefaultDomain(node.getDomain())
        && node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("to"))
            .map(attribute -> DataType.forNumber((int) attribute.getI()))
            .anyMatch(type -> type != null && HALF.contains(type));
  }
}
