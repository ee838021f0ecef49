package org.rank1.experiments.train;

import org.rank1.metric.Measurement;

/** Watches a run. */
public interface TrainingObserver {
  /** Before the first step: seed, device, shapes, parameters, multiply-adds. */
  void started(Measurement summary);

  /**
   * After a step whose loss was read: every few steps, see {@link TrainingPlan#readEvery}, at least
   * about every second, and at the end of each epoch.
   */
  void step(StepResult result);

  /** Whatever else a hook has to tell. */
  default void measured(Measurement measurement) {}

  /** After each epoch. */
  void epoch(EpochResult result);
}
