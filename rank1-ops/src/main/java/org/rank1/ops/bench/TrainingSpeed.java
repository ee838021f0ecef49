package org.rank1.ops.bench;

/**
 * What was measured on one shape: medians, in images per second.
 *
 * @param name the shape
 * @param denseNchw dense, in the layout that an engine's user gets without doing anything
 * @param denseChannelsLast dense, in channels-last strides
 * @param rank1Composed rank 1 in composed execution, channels-last
 * @param rank1 rank 1 as {@code auto} executes it, channels-last
 */
public record TrainingSpeed(
    String name, double denseNchw, double denseChannelsLast, double rank1Composed, double rank1) {

  /** Dense in the faster of its layouts. */
  public double dense() {
    return Math.max(denseNchw, denseChannelsLast);
  }

  /** Rank 1 over dense in the faster of its layouts. */
  public double ratio() {
    return rank1 / dense();
  }

  /** Rank 1 over dense in NCHW. */
  public double ratioToNchw() {
    return rank1 / denseNchw;
  }

  /** Composed execution over dense in the faster of its layouts. */
  public double composedRatio() {
    return rank1Composed / dense();
  }
}
