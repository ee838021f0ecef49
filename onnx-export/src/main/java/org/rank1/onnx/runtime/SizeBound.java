package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.rank1.onnx.graph.NodeAttributes;

/**
 * How many elements an output has at most whose shape cannot be inferred, for example because it
 * was reshaped to extents that the model computes.
 */
final class SizeBound {
  /** Operators whose output is as large as a number says that the model computes. */
  private static final Set<String> SIZED_BY_VALUES =
      Set.of(
          "AffineGrid",
          "BlackmanWindow",
          "CenterCropPad",
          "Col2Im",
          "ConstantOfShape",
          "ConvTranspose",
          "Expand",
          "HammingWindow",
          "HannWindow",
          "MaxUnpool",
          "MelWeightMatrix",
          "Multinomial",
          "OneHot",
          "Pad",
          "RandomNormal",
          "RandomUniform",
          "Range",
          "Resize",
          "Tile",
          "Upsample");

  /** Operators whose outputs together are at most a few times as large as their inputs. */
  private static final Set<String> SIZED_BY_INPUTS =
      Set.of("ConcatFromSequence", "NonMaxSuppression", "NonZero", "SequenceConstruct", "Unique");

  private static final int FEW_TIMES = 8;

  private final Map<String, Double> sizes;
  private final Map<String, long[]> shapes;

  /**
   * @param sizes elements of all values upstream
   * @param shapes of values, weights among them, as far as they are known
   */
  SizeBound(Map<String, Double> sizes, Map<String, long[]> shapes) {
    this.sizes = sizes;
    this.shapes = shapes;
  }

  /** The bound on an output of a node; empty if there is none. */
  OptionalDouble of(NodeProto node) {
    String operator = node.getOpType();
    if (SIZED_BY_VALUES.contains(operator)) {
      return OptionalDouble.empty();
    }
    double inputs = node.getInputList().stream().mapToDouble(this::size).sum();
    double first = node.getInputCount() == 0 ? 0 : size(node.getInput(0));
    double combinations = 1;
    for (String input : node.getInputList()) {
      combinations *= Math.max(1, sizes.getOrDefault(input, 1.0));
    }
    return switch (operator) {
      case "Compress", "Reshape", "Slice", "Split", "Squeeze", "TopK", "Unsqueeze" ->
          OptionalDouble.of(first);
      case "Concat" -> OptionalDouble.of(inputs);
      case "Gemm", "MatMul" -> OptionalDouble.of(Math.min(combinations, product(node, first)));
      case "Conv" -> OptionalDouble.of(Math.min(combinations, convolution(node, first)));
      case "AveragePool", "LpPool", "MaxPool" -> {
        boolean shrinks =
            shrinks(node, new NodeAttributes(node).integers("kernel_shape", List.of()));
        yield shrinks ? OptionalDouble.of(first) : OptionalDouble.empty();
      }
      default ->
          OptionalDouble.of(
              SIZED_BY_INPUTS.contains(operator)
                  ? FEW_TIMES * inputs
                  : node.getInputCount() == 1 ? first : combinations);
    };
  }

  private double size(String value) {
    return sizes.getOrDefault(value, 0.0);
  }

  /** Of a product with a matrix {@code [K, N]}: for each K elements there are N. */
  private double product(NodeProto node, double input) {
    long[] matrix = shapes.getOrDefault(node.getInput(1), new long[0]);
    if (matrix.length != 2 || matrix[0] < 1 || matrix[1] < 1) {
      return Double.POSITIVE_INFINITY;
    }
    boolean transposed = new NodeAttributes(node).integer("transB", 0) != 0;
    return transposed ? input * matrix[0] / matrix[1] : input * matrix[1] / matrix[0];
  }

  /** Of weights {@code [O, C/groups, k...]}: for each C elements there are O or fewer. */
  private double convolution(NodeProto node, double input) {
    long[] weight = shapes.getOrDefault(node.getInput(1), new long[0]);
    if (weight.length < 3 || weight[0] < 1 || weight[1] < 1) {
      return Double.POSITIVE_INFINITY;
    }
    List<Long> kernel = Arrays.stream(weight).skip(2).boxed().toList();
    double channels =
        weight[1] * (double) Math.max(1, new NodeAttributes(node).integer("group", 1));
    return shrinks(node, kernel) ? input * weight[0] / channels : Double.POSITIVE_INFINITY;
  }

  /** Whether no axis is padded by as much as its window spans, so that it cannot become longer. */
  private static boolean shrinks(NodeProto node, List<Long> kernel) {
    NodeAttributes attributes = new NodeAttributes(node);
    int axes = kernel.size();
    List<Long> pads = attributes.integers("pads", Collections.nCopies(2 * axes, 0L));
    List<Long> dilations = attributes.integers("dilations", Collections.nCopies(axes, 1L));
    boolean shrinks = axes > 0 && pads.size() == 2 * axes && dilations.size() == axes;
    for (int axis = 0; shrinks && axis < axes; axis++) {
      double span = dilations.get(axis) * (kernel.get(axis) - 1.0) + 1;
      shrinks = (double) pads.get(axis) + pads.get(axes + axis) < span;
    }
    return shrinks;
  }
}
