package org.rank1.onnx.proof;

import java.util.Locale;

/**
 * What the weights of two models say about one layer, whatever is fed to it.
 *
 * @param finding the answer
 * @param roundings m, how many roundings the weights of both files may have between them: one for
 *     each factor of the longest product, and two for a batch normalization folded in; 0 where
 *     nothing was composed
 * @param kernelDifference largest difference of an element of the composed kernels, in {@code γ_m}
 *     times the composition of absolute values; at most 1 if the two are one function
 * @param biasDifference the same for the composed biases
 * @param detail why the layer does not reduce, or where it differs; empty otherwise
 */
public record WeightProof(
    Finding finding, int roundings, double kernelDifference, double biasDifference, String detail) {

  /** What was found. */
  public enum Finding {
    /** Both files have the same nodes with the same weights here. */
    IDENTICAL,
    /** Both reduce to one convolution with a bias, equal up to the rounding of their weights. */
    PROVED,
    /** Both reduce, and they are different functions. */
    DIFFERENT,
    /** At least one does not reduce: nothing is proved, inputs are tried. */
    NOT_REDUCED
  }

  /** A layer that is the same nodes with the same weights in both files. */
  public static WeightProof identical() {
    return new WeightProof(Finding.IDENTICAL, 0, 0, 0, "");
  }

  /** A layer of which nothing is known from its weights. */
  public static WeightProof notReduced(String reason) {
    return new WeightProof(Finding.NOT_REDUCED, 0, 0, 0, reason);
  }

  /** A layer whose two forms are not the same function, whatever their weights are. */
  public static WeightProof different(String where) {
    double infinite = Double.POSITIVE_INFINITY;
    return new WeightProof(Finding.DIFFERENT, 0, infinite, infinite, where);
  }

  /** Whether the layer is the same function in both models for every input, up to rounding. */
  public boolean forEveryInput() {
    return finding == Finding.IDENTICAL || finding == Finding.PROVED;
  }

  /** The answer for people, as the second half of a sentence about a layer. */
  public String sentence() {
    return switch (finding) {
      case IDENTICAL -> "the same nodes and weights";
      case PROVED ->
          String.format(
              Locale.ROOT, "proved for every input, weights within %.3f of rounding", worst());
      case DIFFERENT -> "two functions: %s".formatted(detail);
      case NOT_REDUCED -> "tried, not proved: %s".formatted(detail);
    };
  }

  /** The larger of the two differences. */
  public double worst() {
    return Math.max(kernelDifference, biasDifference);
  }
}
