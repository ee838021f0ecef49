package org.rank1.experiments.train;

import org.rank1.metric.Measurement;

/** Watches a run. */
public interface TrainingObserver {
  /** Before the first step: seed, device, shapes, parameters, multiply-adds. */
  void started(Measurement summary);

  /**
   * After a step whose loss was read: every few steps, see {@link TrainingPlan#readEvery}, at least
   * about every second, and at the end of each epoch.
   *
   * @param epoch from 1
   * @param images training images seen in this epoch
   * @param of training images in an epoch
   * @param loss mean loss of the images since the last reading
   */
  void step(int epoch, int images, int of, double loss);

  /** Whatever else a hook has to tell. */
  default void measured(Measurement measurement) {}

  /** After each epoch. */
  void epoch(EpochResult result);
}
