package org.rank1.onnx.runtime;

/**
 * How ONNX Runtime computes.
 *
 * @param threads threads within one operator, between 1 and 1024
 * @param optimizationLevel which graph optimizations it applies when it loads a model
 * @param spinning whether idle threads spin; several live sessions then disturb each other's
 *     timings
 */
public record OnnxRuntimeOptions(
    int threads, OptimizationLevel optimizationLevel, boolean spinning) {

  /** ONNX Runtime's graph optimization levels. */
  public enum OptimizationLevel {
    /** The graph as it is. */
    NONE,
    /** Folding of constants, removal of what is redundant. */
    BASIC,
    /** Also fusions. */
    EXTENDED,
    /** Also memory layouts: the blocked convolutions, the fast path. */
    ALL
  }

  /** One thread, all optimizations, no spinning. */
  public OnnxRuntimeOptions() {
    this(1, OptimizationLevel.ALL, false);
  }

  /** Checks the ranges given above. */
  public OnnxRuntimeOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException(
          "illegal threads " + threads + ", must be between 1 and 1024");
    }
  }
}
