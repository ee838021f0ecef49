package org.rank1.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.rank1.ops.tensor.GradientMode;

/**
 * The losses of an epoch, summed where they are computed, so that a step need not wait for the one
 * before. The sum is in double precision and goes on from reading to reading: when it is read does
 * not change it.
 */
final class LossSum implements AutoCloseable {
  /** So long without a reading looks like standing still. */
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private static final Reading NOTHING = new Reading(0, 0, 0, 0, 0);

  private final NDManager manager;
  private NDArray sum;
  private int steps;
  private int images;
  private Reading last = NOTHING;
  private long lastNanos = System.nanoTime();

  /**
   * What the losses came to.
   *
   * @param fromStep first step since the reading before, from 1
   * @param toStep last step
   * @param images in all steps of the epoch so far
   * @param sum of the losses of these images
   * @param mean loss of the images since the reading before
   */
  record Reading(int fromStep, int toStep, int images, double sum, double mean) {
    /** The steps since the reading before, in words. */
    String steps() {
      return fromStep == toStep ? " " + toStep : "s %d to %d".formatted(fromStep, toStep);
    }

    /** Whether all losses so far are finite. */
    boolean finite() {
      return Double.isFinite(sum);
    }
  }

  /**
   * A sum apart from the device, to go on with.
   *
   * @param sum of the losses of all images
   * @param steps that it is the sum of
   * @param images that it is the sum of
   * @param last what was read last
   */
  record Saved(double sum, int steps, int images, Reading last) {}

  /** Nothing yet. */
  LossSum(NDManager parent) {
    this.manager = parent.newSubManager();
    this.sum = manager.zeros(new Shape(), DataType.FLOAT64);
  }

  /**
   * Adds a step.
   *
   * @param mean loss of its images, a scalar on the device
   */
  void add(NDArray mean, int count) {
    GradientMode.unrecorded(
        () -> {
          try (NDArray precise = mean.toType(DataType.FLOAT64, true)) {
            sum.addi(precise.muli(count));
          }
        });
    steps++;
    images += count;
  }

  /** Whether so many steps were added since the last reading, or it was long ago. */
  boolean isDue(int every) {
    return steps - last.toStep() >= every || System.nanoTime() - lastNanos >= PATIENCE_NANOS;
  }

  /** Waits for the device; at least one step must have been added since the last reading. */
  Reading read() {
    double total = sum.getDouble();
    double mean = (total - last.sum()) / (images - last.images());
    last = new Reading(last.toStep() + 1, steps, images, total, mean);
    lastNanos = System.nanoTime();
    return last;
  }

  /** What was read last. */
  Reading last() {
    return last;
  }

  /** A copy of the sum; waits for the device, and counts as no reading. */
  Saved saved() {
    return new Saved(sum.getDouble(), steps, images, last);
  }

  /** Goes on with a sum that was saved. */
  void restore(Saved saved) {
    sum.close();
    try (NDArray borrowed = manager.create(saved.sum())) {
      sum = borrowed.duplicate();
    }
    steps = saved.steps();
    images = saved.images();
    last = saved.last();
    lastNanos = System.nanoTime();
  }

  /** Begins anew. */
  void reset() {
    restore(new Saved(0, 0, 0, NOTHING));
  }

  @Override
  public void close() {
    manager.close();
  }
}
