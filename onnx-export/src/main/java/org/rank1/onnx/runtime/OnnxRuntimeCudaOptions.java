package org.rank1.onnx.runtime;

import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** How ONNX Runtime computes on a CUDA device. */
public record OnnxRuntimeCudaOptions(
    @Described(value = "number of the CUDA device", range = "[0, 255]") int device,
    @Described(like = OnnxRuntimeOptions.class) OptimizationLevel optimizationLevel,
    @Described(
            "whether convolutions may round their inputs to 10 bits of mantissa: faster, but two forms of one network then differ by more than rounding to fp32")
        boolean tf32,
    @Described("how cuDNN's algorithm for a convolution is found")
        ConvolutionSearch convolutionSearch) {

  /** How an algorithm is found. */
  public enum ConvolutionSearch {
    /** All are tried when a shape is first seen. */
    @Described("all are tried when a shape is first seen")
    EXHAUSTIVE,
    /** cuDNN's own estimate. */
    @Described("cuDNN's own estimate")
    HEURISTIC,
    /** Always the same algorithm; slow since ONNX Runtime 1.20. */
    @Described("always the same algorithm; slow since ONNX Runtime 1.20")
    DEFAULT
  }

  /** The first device, all optimizations, full fp32, all algorithms tried. */
  public OnnxRuntimeCudaOptions() {
    this(0, OptimizationLevel.ALL, false, ConvolutionSearch.EXHAUSTIVE);
  }

  /** Checks the ranges given above. */
  public OnnxRuntimeCudaOptions {
    Legal.check(OnnxRuntimeCudaOptions.class, device, optimizationLevel, tf32, convolutionSearch);
  }
}
