package org.rank1.experiments.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.metric.Measurement;

/** Trainings of seconds: 96 images, 6 steps an epoch. */
final class SmallRuns {
  private static final List<String> SETTINGS =
      List.of(
          "dataset=synthetic",
          "dataset.train=96",
          "dataset.test=30",
          "dataset.height=12",
          "dataset.width=12",
          "dataset.classes=3",
          "architecture.widths=9,16,16",
          "threads=1",
          "batchSize=16",
          "metrics=jsonl");

  private SmallRuns() {}

  /** An experiment that differs from the common one by some settings. */
  static ExperimentSpec spec(ExperimentReader reader, String... more) {
    return reader.read(with(more));
  }

  /** The same, of a recipe. */
  static ExperimentSpec recipe(ExperimentReader reader, String recipe, String... more) {
    return reader.read(Path.of("recipes", recipe + ".yaml"), with(more));
  }

  private static List<String> with(String... more) {
    List<String> settings = new ArrayList<>(SETTINGS);
    for (String setting : more) {
      String key = setting.substring(0, setting.indexOf('=') + 1);
      settings.removeIf(
          common ->
              common.startsWith(key)
                  || (key.equals("architecture=") && common.startsWith("architecture.")));
    }
    settings.addAll(List.of(more));
    return settings;
  }

  /** A watch that stops training when so many steps have been read; every step must be. */
  static RunWatch stoppingAfter(int steps) {
    Cancellation stop = new Cancellation();
    return new RunWatch(
        line -> {},
        new TrainingObserver() {
          private int seen;

          @Override
          public void started(Measurement summary) {}

          @Override
          public void step(StepResult result) {
            if (++seen == steps) {
              stop.request();
            }
          }

          @Override
          public void epoch(EpochResult result) {}
        },
        stop);
  }
}
