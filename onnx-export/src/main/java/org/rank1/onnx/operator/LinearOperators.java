package org.rank1.onnx.operator;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.LINEAR;

import java.util.List;

/** Operators that multiply with weights. */
final class LinearOperators {
  private LinearOperators() {}

  static List<OperatorEntry> entries() {
    return List.of(
        PoolingOperators.window(named("Conv", LINEAR).inputs(2, 3))
            .attribute("kernel_shape", INTS)
            .attribute("dilations", INTS)
            .attribute("group", INT)
            .shapes(ShapeRules::conv)
            .size(SizeRules::convolution)
            .macs(Costs::convolution)
            .evaluated(new Convolution()),
        PoolingOperators.window(named("ConvTranspose", LINEAR).inputs(2, 3))
            .attribute("kernel_shape", INTS)
            .attribute("dilations", INTS)
            .attribute("group", INT)
            .attribute("output_padding", INTS)
            .attribute("output_shape", INTS)
            .shapes(ShapeRules::transposedConvolution)
            .size(SizeRules::none)
            .macs(Costs::transposedConvolution)
            .evaluated(new TransposedConvolution()),
        named("Gemm", LINEAR)
            .inputsSince(Operator.OLDEST, 3, 3, 1)
            .inputsSince(11, 2, 3, 1)
            .attribute("alpha", FLOAT)
            .attribute("beta", FLOAT)
            .attribute("transA", INT)
            .attribute("transB", INT)
            .shapes(ShapeRules::gemm)
            .size(SizeRules::matrixProduct)
            .macs(Costs::matrixProduct)
            .evaluated(MatrixProduct.GEMM),
        named("MatMul", LINEAR)
            .inputs(2, 2)
            .shapes(ShapeRules::matrixProduct)
            .size(SizeRules::matrixProduct)
            .macs(Costs::matrixProduct)
            .evaluated(MatrixProduct.MATMUL));
  }
}
