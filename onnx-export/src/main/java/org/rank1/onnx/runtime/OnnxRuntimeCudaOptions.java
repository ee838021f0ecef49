package org.rank1.onnx.runtime;

import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;

/**
 * How ONNX Runtime computes on a CUDA device.
 *
 * @param device number of the device, between 0 and 255
 * @param optimizationLevel which graph optimizations it applies when it loads a model
 * @param tf32 whether convolutions may round their inputs to 10 bits of mantissa: faster, but two
 *     forms of one network then differ by more than rounding to fp32
 * @param convolutionSearch how cuDNN's algorithm for a convolution is found
 */
public record OnnxRuntimeCudaOptions(
    int device,
    OptimizationLevel optimizationLevel,
    boolean tf32,
    ConvolutionSearch convolutionSearch) {

  /** How an algorithm is found. */
  public enum ConvolutionSearch {
    /** All are tried when a shape is first seen. */
    EXHAUSTIVE,
    /** cuDNN's own estimate. */
    HEURISTIC,
    /** Always the same algorithm; slow since ONNX Runtime 1.20. */
    DEFAULT
  }

  /** The first device, all optimizations, full fp32, all algorithms tried. */
  public OnnxRuntimeCudaOptions() {
    this(0, OptimizationLevel.ALL, false, ConvolutionSearch.EXHAUSTIVE);
  }

  /** Checks the ranges given above. */
  public OnnxRuntimeCudaOptions {
    if (device < 0 || device > 255) {
      throw new IllegalArgumentException(
          "illegal device " + device + ", must be between 0 and 255");
    }
  }
}
