package org.rank1.experiments.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.metric.Measurement;

/** The last measurement of a run, {@code end}: how it ended, and where. */
final class RunEnd {
  private RunEnd() {}

  static Measurement finished(TrainingLoop loop) {
    return end("finished", loop, Map.of());
  }

  /** By somebody's wish ({@code stopped}) or by a fault ({@code failed}, with its reason). */
  static Measurement broken(TrainingLoop loop, Throwable cause) {
    return cause instanceof TrainingStopped
        ? end("stopped", loop, Map.of())
        : end("failed", loop, Map.of("reason", String.valueOf(cause.getMessage())));
  }

  private static Measurement end(String outcome, TrainingLoop loop, Map<String, Object> more) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("outcome", outcome);
    values.put("step", loop.step());
    values.put("epoch", loop.epoch());
    values.put("seconds", loop.results().stream().mapToDouble(EpochResult::seconds).sum());
    values.putAll(more);
    return new Measurement("end", values);
  }
}
