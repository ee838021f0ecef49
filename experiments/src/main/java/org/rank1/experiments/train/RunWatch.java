package org.rank1.experiments.train;

import java.util.function.Consumer;
import org.rank1.metric.Measurement;

/**
 * Who watches a run, and may stop it.
 *
 * @param lines receives what people want to read, one line at a time
 * @param observer is told how far training is
 * @param cancellation ends it
 */
public record RunWatch(
    Consumer<String> lines, TrainingObserver observer, Cancellation cancellation) {

  /** Nobody. */
  public static RunWatch nobody() {
    return new RunWatch(line -> {}, new Unobserved(), new Cancellation());
  }

  private static final class Unobserved implements TrainingObserver {
    @Override
    public void started(Measurement summary) {}

    @Override
    public void step(StepResult result) {}

    @Override
    public void epoch(EpochResult result) {}
  }
}
