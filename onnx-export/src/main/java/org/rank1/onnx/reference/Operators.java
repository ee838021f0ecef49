package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Map;
import java.util.TreeMap;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.graph.OnnxFile;

/** The operators that can be evaluated, by their names in ONNX. */
final class Operators {
  private static final Map<String, Operator> BY_NAME =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("Conv", new Convolution()),
              Map.entry("MaxPool", Pooling.MAX),
              Map.entry("AveragePool", Pooling.AVERAGE),
              Map.entry("GlobalAveragePool", Pooling.GLOBAL_AVERAGE),
              Map.entry("BatchNormalization", new BatchNormalization()),
              Map.entry("Gemm", MatrixProduct.GEMM),
              Map.entry("MatMul", MatrixProduct.MATMUL),
              Map.entry("Relu", Elementwise.RELU),
              Map.entry("LeakyRelu", Elementwise.LEAKY_RELU),
              Map.entry("Clip", Elementwise.CLIP),
              Map.entry("Add", Elementwise.ADD),
              Map.entry("Sum", Elementwise.ADD),
              Map.entry("Sub", Elementwise.SUB),
              Map.entry("Mul", Elementwise.MUL),
              Map.entry("Div", Elementwise.DIV),
              Map.entry("Identity", Elementwise.IDENTITY),
              Map.entry("Dropout", Elementwise.IDENTITY),
              Map.entry("QuantizeLinear", Quantization.QUANTIZE),
              Map.entry("DequantizeLinear", Quantization.DEQUANTIZE),
              Map.entry("Flatten", Layout.FLATTEN),
              Map.entry("Reshape", Layout.RESHAPE),
              Map.entry("Squeeze", Layout.SQUEEZE),
              Map.entry("Unsqueeze", Layout.UNSQUEEZE),
              Map.entry("Transpose", Layout.TRANSPOSE),
              Map.entry("Concat", Layout.CONCAT)));

  private Operators() {}

  /**
   * The operator of a node.
   *
   * @throws InvalidInputException naming the node, its operator and the known ones, or the output
   *     beyond the first that nobody computes
   */
  static Operator of(NodeProto node) {
    Operator operator =
        OnnxFile.isDefaultDomain(node.getDomain()) ? BY_NAME.get(node.getOpType()) : null;
    if (operator == null) {
      throw new InvalidInputException(
          NearMisses.unknown(
              "operator", node.getOpType(), NodeName.describe(node), BY_NAME.keySet()));
    }
    if (node.getOutputList().stream().skip(1).anyMatch(name -> !name.isEmpty())) {
      throw new InvalidInputException(
          "Cannot evaluate %s: only its first output can be computed, it declares %s."
              .formatted(NodeName.describe(node), node.getOutputList()));
    }
    return operator;
  }
}
