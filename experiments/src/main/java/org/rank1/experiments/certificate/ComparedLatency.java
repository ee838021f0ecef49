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
  static final String SPEED_UP = "speed-up";

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

  /**
   * Whether two runs on one machine may differ so much: the intervals have a number in common, or
   * the medians are within a factor of two, because other programs disturb one run more than the
   * other.
   */
  public boolean withinNoise() {
    double larger = Math.max(recorded.median(), repeated.median());
    return overlap() || larger <= 2 * Math.min(recorded.median(), repeated.median());
  }

  /** Whether the intervals have a number in common. */
  public boolean overlap() {
    return recorded.low() <= repeated.high() && repeated.low() <= recorded.high();
  }
}
