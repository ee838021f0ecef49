package org.rank1.onnx.operator;

import java.util.function.DoubleUnaryOperator;

/**
 * A function of one number, and how far its values part.
 *
 * @param exact the function
 * @param slope the largest ratio of a difference of values and that of their arguments; infinite
 *     where there is none
 * @param offset the magnitude to which an implementation's absolute error is relative besides
 *     {@code slope · |x|}: at least {@code |f(0)|}
 */
record Curve(DoubleUnaryOperator exact, double slope, double offset) {
  /** A function with a steepest slope. */
  static Curve of(double slope, double offset, DoubleUnaryOperator exact) {
    return new Curve(exact, slope, offset);
  }

  /** A function of whose errors nothing is said: it jumps, or grows without bound. */
  static Curve unbounded(DoubleUnaryOperator exact) {
    return new Curve(exact, Double.POSITIVE_INFINITY, 0);
  }
}
