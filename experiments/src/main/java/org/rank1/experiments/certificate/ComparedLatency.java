package org.rank1.experiments.certificate;

import org.rank1.onnx.verdict.ModelLatency;

/**
 * A measured time or ratio, held against its repetition.
 *
 * @param what {@code reference}, {@code candidate} or {@code speed-up}
 * @param unit {@code ms} or {@code ×}
 * @param recorded what the certificate says
 * @param repeated what came of the repetition
 */
public record ComparedLatency(String what, String unit, Interval recorded, Interval repeated) {

  /**
   * A median with its interval: quartiles of a time, confidence interval of a ratio.
   *
   * @param median the median
   * @param low lower end
   * @param high upper end
   */
  public record Interval(double median, double low, double high) {
    static Interval ofTime(ModelLatency latency) {
      return new Interval(latency.medianMs(), latency.lowerQuartileMs(), latency.upperQuartileMs());
    }

    static Interval ofSpeedup(ModelLatency latency) {
      return new Interval(latency.speedup(), latency.speedupLow(), latency.speedupHigh());
    }
  }

  /** Whether the intervals have a number in common. */
  public boolean overlap() {
    return recorded.low() <= repeated.high() && repeated.low() <= recorded.high();
  }
}
