package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rank1.onnx.graph.NodeAttributes;

/**
 * Bounds on outputs whose shapes cannot be inferred, for example because they were reshaped to
 * extents that only the data tell.
 */
final class SizeRules {
  private static final int FEW_TIMES = 8;

  private SizeRules() {}

  /** How a bound follows from a node; empty if there is none. */
  interface SizeRule extends Function<SizedNode, Optional<SizeBound>> {}

  /** The output is as large as a number says that the model computes. */
  static Optional<SizeBound> none(SizedNode node) {
    return Optional.empty();
  }

  /** The output has no more elements than the first input. */
  static Optional<SizeBound> first(SizedNode node) {
    return Optional.of(SizeBound.of(node.size(0)));
  }

  /** The output has as many elements as all inputs together. */
  static Optional<SizeBound> sum(SizedNode node) {
    return Optional.of(SizeBound.of(sumOfInputs(node)));
  }

  /** The outputs together are at most a few times as large as the inputs. */
  static Optional<SizeBound> fewTimes(SizedNode node) {
    double inputs = sumOfInputs(node);
    return Optional.of(new SizeBound(FEW_TIMES * inputs, "%d × %.0f".formatted(FEW_TIMES, inputs)));
  }

  private static double sumOfInputs(SizedNode node) {
    double sum = 0;
    for (int i = 0; i < node.inputs(); i++) {
      sum += node.size(i);
    }
    return sum;
  }

  /** One input's elements, or of several every combination, which no broadcast exceeds. */
  static Optional<SizeBound> combinations(SizedNode node) {
    return node.inputs() == 1 ? first(node) : Optional.of(product(node));
  }

  private static SizeBound product(SizedNode node) {
    double product = 1;
    List<String> factors = new ArrayList<>();
    for (int i = 0; i < node.inputs(); i++) {
      double size = Math.max(1, node.sizes().getOrDefault(node.node().getInput(i), 1.0));
      product *= size;
      if (size > 1) {
        factors.add("%.0f".formatted(size));
      }
    }
    return new SizeBound(product, factors.isEmpty() ? "1" : String.join(" × ", factors));
  }

  private static Optional<SizeBound> smaller(SizeBound one, SizeBound other) {
    return Optional.of(one.elements() <= other.elements() ? one : other);
  }

  private static SizeBound scaled(double input, double by, double per) {
    return new SizeBound(input * by / per, "%.0f × %.0f / %.0f".formatted(input, by, per));
  }

  /** A product with a matrix {@code [K, N]}: for each K elements there are N. */
  static Optional<SizeBound> matrixProduct(SizedNode node) {
    SizeBound all = product(node);
    long[] matrix = node.shape(1);
    if (matrix.length != 2 || matrix[0] < 1 || matrix[1] < 1) {
      return Optional.of(all);
    }
    boolean transposed = node.attributes().integer("transB", 0) != 0;
    return smaller(
        all,
        transposed
            ? scaled(node.size(0), (double) matrix[0], (double) matrix[1])
            : scaled(node.size(0), (double) matrix[1], (double) matrix[0]));
  }

  /** Weights {@code [O, C/groups, k...]}: for each C elements there are O or fewer. */
  static Optional<SizeBound> convolution(SizedNode node) {
    SizeBound all = product(node);
    long[] weight = node.shape(1);
    if (weight.length < 3 || weight[0] < 1 || weight[1] < 1) {
      return Optional.of(all);
    }
    List<Long> kernel = Arrays.stream(weight).skip(2).boxed().toList();
    double channels = weight[1] * (double) Math.max(1, node.attributes().integer("group", 1));
    return shrinks(node, kernel)
        ? smaller(all, scaled(node.size(0), (double) weight[0], channels))
        : Optional.of(all);
  }

  /** A window that cannot make an axis longer; otherwise there is no bound. */
  static Optional<SizeBound> pool(SizedNode node) {
    return shrinks(node, node.attributes().integers("kernel_shape", List.of()))
        ? first(node)
        : Optional.empty();
  }

  /** Whether no axis is padded by as much as its window spans, so that it cannot become longer. */
  private static boolean shrinks(SizedNode node, List<Long> kernel) {
    NodeAttributes attributes = node.attributes();
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
