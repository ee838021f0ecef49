package org.rank1.experiments.demo;

import org.rank1.experiments.train.TrainingObserver;

/** Watches a demo. */
public interface DemoObserver {
  /** What is being done now. */
  void note(String line);

  /** Who watches the training of an arm. */
  TrainingObserver training(String arm);
}
