package org.rank1.onnx.runtime;

/**
 * How ONNX Runtime computes on the CPU.
 *
 * @param threads threads within one operator, between 1 and 1024
 * @param optimizationLevel which graph optimizations it applies when it loads a model
 * @param spinning whether idle threads spin; several live sessions then disturb each other's
 *     timings
 * @param executionMode whether operators that do not depend on each other run at the same time
 * @param interOpThreads operators that run at the same time in parallel mode, between 1 and 1024
 * @param memoryPattern whether memory is laid out once for a fixed input shape
 * @param arena whether memory is kept between runs instead of returned to the system
 */
public record OnnxRuntimeOptions(
    int threads,
    OptimizationLevel optimizationLevel,
    boolean spinning,
    ExecutionMode executionMode,
    int interOpThreads,
    boolean memoryPattern,
    boolean arena) {

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

  /** In which order operators run. */
  public enum ExecutionMode {
    /** One after the other. */
    SEQUENTIAL,
    /** At the same time where the graph has branches. */
    PARALLEL
  }

  /** One thread, all optimizations, no spinning. */
  public OnnxRuntimeOptions() {
    this(1, OptimizationLevel.ALL, false);
  }

  /** Operators one after the other, memory planned and kept. */
  public OnnxRuntimeOptions(int threads, OptimizationLevel optimizationLevel, boolean spinning) {
    this(threads, optimizationLevel, spinning, ExecutionMode.SEQUENTIAL, 1, true, true);
  }

  /** Checks the ranges given above. */
  public OnnxRuntimeOptions {
    within("threads", threads);
    within("interOpThreads", interOpThreads);
  }

  private static void within(String name, int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + threads + ", must be between 1 and 1024");
    }
  }

  /** What differs from the defaults, with a comma before each, for descriptions. */
  String deviations() {
    StringBuilder text = new StringBuilder();
    if (executionMode == ExecutionMode.PARALLEL) {
      text.append(", ").append(interOpThreads).append(" operators in parallel");
    }
    if (!memoryPattern) {
      text.append(", no memory pattern");
    }
    if (!arena) {
      text.append(", no arena");
    }
    return text.toString();
  }
}
