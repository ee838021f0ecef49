package org.rank1.onnx.quantize;

/** How the range of an activation follows from what was seen of it in calibration. */
public enum RangeMethod {
  /** The range from the smallest to the largest value seen. */
  MIN_MAX,
  /** The range without the outermost 0.01 % of the values on either side. */
  PERCENTILE,
  /** The range with the smallest mean squared error of rounding and clipping together. */
  MSE
}
