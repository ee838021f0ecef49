package org.rank1.experiments.cli;

import java.util.Locale;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;

/** The verdict on speed, for people. */
final class SpeedText {
  private SpeedText() {}

  /**
   * A line.
   *
   * @param latency of the models {@code reference} and {@code candidate}
   */
  static String line(LatencyReport latency, boolean fastEnough, double minSpeedup) {
    ModelLatency fast = latency.model("candidate");
    return String.format(
        Locale.ROOT,
        "Speed: candidate %.3f ms, reference %.3f ms (medians): %.2f× faster, %.0f %% interval"
            + " %.2f to %.2f; %d thread%s, batch %d, %s%s",
        fast.medianMs(),
        latency.baseline().medianMs(),
        fast.speedup(),
        100 * latency.confidence(),
        fast.speedupLow(),
        fast.speedupHigh(),
        latency.threads(),
        latency.threads() == 1 ? "" : "s",
        latency.batch(),
        latency.runtime(),
        fastEnough ? "" : "; too slow, asked for " + minSpeedup + "×");
  }
}
