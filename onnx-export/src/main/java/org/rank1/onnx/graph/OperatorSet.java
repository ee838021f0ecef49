package org.rank1.onnx.graph;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operators we know, as one version of ONNX's operator set defines them. Versions {@value
 * #OLDEST} to {@value #NEWEST} are known; in any other, no operator is.
 */
public final class OperatorSet {
  private static final int OLDEST = 7;
  private static final int NEWEST = 24;

  private final Map<String, OperatorSchema> schemas = new HashMap<>();

  /** The operators at a version. */
  public OperatorSet(int opset) {
    if (opset < OLDEST || opset > NEWEST) {
      return;
    }
    Map<String, AttributeType> window =
        Map.of("auto_pad", STRING, "kernel_shape", INTS, "pads", INTS, "strides", INTS);
    add("Conv", 2, 3, 1, with(window, "dilations", INTS, "group", INT), ShapeRules::conv);
    add("Relu", 1, 1, 1, Map.of(), ShapeRules::same);
    Map<String, AttributeType> ceil = opset >= 10 ? with(window, "ceil_mode", INT) : window;
    Map<String, AttributeType> maxPool = with(ceil, "storage_order", INT);
    add(
        "MaxPool",
        1,
        1,
        2,
        opset >= 10 ? with(maxPool, "dilations", INTS) : maxPool,
        ShapeRules::pool,
        "kernel_shape");
    Map<String, AttributeType> averagePool = with(ceil, "count_include_pad", INT);
    add(
        "AveragePool",
        1,
        1,
        1,
        opset >= 19 ? with(averagePool, "dilations", INTS) : averagePool,
        ShapeRules::pool,
        "kernel_shape");
    add("GlobalAveragePool", 1, 1, 1, Map.of(), ShapeRules::globalPool);
    add("Add", 2, 2, 1, Map.of(), ShapeRules::broadcast);
    add("Concat", 1, Integer.MAX_VALUE, 1, Map.of("axis", INT), ShapeRules::concat, "axis");
    add(
        "Reshape",
        2,
        2,
        1,
        opset >= 14 ? Map.of("allowzero", INT) : Map.of(),
        (attributes, inputs) -> List.of(TensorShape.UNKNOWN));
    add("Transpose", 1, 1, 1, Map.of("perm", INTS), ShapeRules::transpose);
    add("Flatten", 1, 1, 1, Map.of("axis", INT), ShapeRules::flatten);
    add(
        "Gemm",
        opset >= 11 ? 2 : 3,
        3,
        1,
        Map.of("alpha", FLOAT, "beta", FLOAT, "transA", INT, "transB", INT),
        ShapeRules::gemm);
    Map<String, AttributeType> norm = Map.of("epsilon", FLOAT, "momentum", FLOAT);
    add(
        "BatchNormalization",
        5,
        5,
        opset >= 14 ? 3 : 5,
        opset >= 14
            ? with(norm, "training_mode", INT)
            : opset < 9 ? with(norm, "spatial", INT) : norm,
        ShapeRules::batchNormalization);
    if (opset >= 10) {
      addQuantization(opset);
    }
  }

  private void addQuantization(int opset) {
    Map<String, AttributeType> axis = opset >= 13 ? Map.of("axis", INT) : Map.of();
    Map<String, AttributeType> blocks = opset >= 21 ? with(axis, "block_size", INT) : axis;
    Map<String, AttributeType> quantize = opset >= 19 ? with(blocks, "saturate", INT) : blocks;
    Map<String, AttributeType> dequantize =
        opset >= 23 ? with(blocks, "output_dtype", INT) : blocks;
    add(
        "QuantizeLinear",
        2,
        3,
        1,
        opset >= 23
            ? with(quantize, "output_dtype", INT, "precision", INT)
            : opset >= 21 ? with(quantize, "output_dtype", INT) : quantize,
        ShapeRules::quantization);
    add("DequantizeLinear", 2, 3, 1, dequantize, ShapeRules::quantization);
  }

  private static Map<String, AttributeType> with(
      Map<String, AttributeType> attributes, String name, AttributeType type) {
    Map<String, AttributeType> extended = new HashMap<>(attributes);
    extended.put(name, type);
    return extended;
  }

  private static Map<String, AttributeType> with(
      Map<String, AttributeType> attributes,
      String name,
      AttributeType type,
      String secondName,
      AttributeType secondType) {
    return with(with(attributes, name, type), secondName, secondType);
  }

  private void add(
      String type,
      int minInputs,
      int maxInputs,
      int maxOutputs,
      Map<String, AttributeType> attributes,
      OperatorSchema.ShapeRule shapes,
      String... required) {
    schemas.put(
        type,
        new OperatorSchema(
            type, minInputs, maxInputs, maxOutputs, attributes, List.of(required), shapes));
  }

  /** The operator of that type in a domain, if we know it. */
  public Optional<OperatorSchema> find(String domain, String type) {
    return OnnxFile.isDefaultDomain(domain)
        ? Optional.ofNullable(schemas.get(type))
        : Optional.empty();
  }
}
