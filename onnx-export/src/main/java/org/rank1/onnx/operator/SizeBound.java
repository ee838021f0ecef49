package org.rank1.onnx.operator;

/**
 * How many elements an output has at most whose shape cannot be inferred.
 *
 * @param elements the bound
 * @param factors how it comes about, for example {@code 800 × 1000}
 */
public record SizeBound(double elements, String factors) {
  static SizeBound of(double elements) {
    return new SizeBound(elements, "%.0f".formatted(elements));
  }
}
