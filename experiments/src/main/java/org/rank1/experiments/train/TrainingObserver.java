package org.rank1.experiments.train;

import org.rank1.metric.Measurement;

/** Watches a run. */
public interface TrainingObserver {
  /** Before the first step: seed, device, shapes, parameters, multiply-adds. */
  void started(Measurement summary);

  /**
   * After each step.
   *
   * @param epoch from 1
   * @param images training images seen in this epoch
   * @param of training images in an epoch
   * @param loss mean loss of the batch
   */
  void step(int epoch, int images, int of, double loss);

  /** After each epoch. */
  void epoch(EpochResult result);
}
