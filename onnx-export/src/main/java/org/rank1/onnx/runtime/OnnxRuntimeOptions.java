package org.rank1.onnx.runtime;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** How ONNX Runtime computes on the CPU. */
public record OnnxRuntimeOptions(
    @Described(value = "threads within one operator", unit = "threads", range = "[1, 1024]")
        int threads,
    @Described("graph optimizations when a model is loaded") OptimizationLevel optimizationLevel,
    @Described("whether idle threads spin; several live sessions then disturb each other's timings")
        boolean spinning,
    @Described("whether operators that do not depend on each other run at the same time")
        ExecutionMode executionMode,
    @Described(value = "operators that run at the same time in parallel mode", range = "[1, 1024]")
        int interOpThreads,
    @Described("whether memory is laid out once for a fixed input shape") boolean memoryPattern,
    @Described("whether memory is kept between runs instead of returned to the system")
        boolean arena) {

  /** ONNX Runtime's graph optimization levels. */
  public enum OptimizationLevel {
    /** The graph as it is. */
    @Described("the graph as it is")
    NONE,
    /** Folding of constants, removal of what is redundant. */
    @Described("folding of constants, removal of what is redundant")
    BASIC,
    /** Also fusions. */
    @Described("also fusions")
    EXTENDED,
    /** Also memory layouts: the blocked convolutions, the fast path. */
    @Described("also memory layouts: the blocked convolutions, the fast path")
    ALL
  }

  /** The order in which operators run. */
  public enum ExecutionMode {
    /** One after the other. */
    @Described("one after the other")
    SEQUENTIAL,
    /** At the same time where the graph has branches. */
    @Described("at the same time where the graph has branches")
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
    Legal.check(
        OnnxRuntimeOptions.class,
        threads,
        optimizationLevel,
        spinning,
        executionMode,
        interOpThreads,
        memoryPattern,
        arena);
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
