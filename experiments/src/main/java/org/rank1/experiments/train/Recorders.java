package org.rank1.experiments.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

/** All sinks of a run as one. */
final class Recorders implements MetricSink.Recorder {
  private final List<MetricSink.Recorder> open = new ArrayList<>();
  private final OptionalDouble learningRate;

  /**
   * Opens all sinks.
   *
   * @param learningRate what the schedule's factor multiplies, if the optimizer has one
   */
  Recorders(
      List<MetricSink> sinks,
      Path runFolder,
      Consumer<String> console,
      OptionalDouble learningRate) {
    this.learningRate = learningRate;
    sinks.forEach(sink -> open.add(sink.open(runFolder, console)));
  }

  @Override
  public void record(Measurement measurement) {
    open.forEach(recorder -> recorder.record(measurement));
  }

  /** An observer that also records steps that are read, and epochs. */
  TrainingObserver recording(TrainingObserver observer) {
    return new TrainingObserver() {
      @Override
      public void started(Measurement summary) {
        observer.started(summary);
        record(summary);
      }

      @Override
      public void step(StepResult result) {
        observer.step(result);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("step", result.step());
        values.put("epoch", result.epoch());
        values.put("images", result.images());
        values.put("loss", result.loss());
        putLearningRate(values, result.learningRateFactor());
        record(new Measurement(MetricSink.STEP, values));
      }

      @Override
      public void measured(Measurement measurement) {
        observer.measured(measurement);
        record(measurement);
      }

      @Override
      public void epoch(EpochResult result) {
        observer.epoch(result);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("epoch", result.epoch());
        values.put("trainLoss", result.trainLoss());
        values.put("testLoss", result.testLoss());
        values.put("testAccuracy", result.testAccuracy());
        putLearningRate(values, result.learningRateFactor());
        values.put("seconds", result.seconds());
        record(new Measurement("epoch", values));
      }
    };
  }

  private void putLearningRate(Map<String, Object> values, double factor) {
    learningRate.ifPresent(rate -> values.put("learningRate", rate * factor));
    values.put("learningRateFactor", factor);
  }

  @Override
  public void close() {
    open.forEach(MetricSink.Recorder::close);
  }
}
