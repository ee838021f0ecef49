package org.rank1.onnx.operator;

/** Multiply-adds of one run of a node. */
final class Costs {
  private Costs() {}

  /** Every output element has as many as a filter has weights. */
  static double convolution(SizedNode node) {
    return node.outputSize() * node.size(1) / extent(node.shape(1), 0);
  }

  /** Every input element has as many as there are weights for its channel. */
  static double transposedConvolution(SizedNode node) {
    return node.size(0) * node.size(1) / extent(node.shape(1), 0);
  }

  /** A product [M, K]·[K, N] over one batch: the square root of MK·KN·MN. */
  static double matrixProduct(SizedNode node) {
    return Math.sqrt(node.size(0) * node.size(1) * node.outputSize());
  }

  private static double extent(long[] shape, int axis) {
    return shape.length > axis && shape[axis] > 0 ? shape[axis] : 1;
  }
}
