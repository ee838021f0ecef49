package org.rank1.onnx.verdict;

/**
 * How long and how carefully latencies are measured.
 *
 * @param seconds time for the measured rounds of all models together, within (0, 3600]; at least
 *     {@value #MIN_ROUNDS} rounds are run, however long they take
 * @param warmUpSeconds time to warm each model up, within [0, 600]
 * @param confidence level of the interval around a ratio, within (0, 1)
 * @param seed of the bootstrap
 */
public record LatencyOptions(double seconds, double warmUpSeconds, double confidence, long seed) {
  static final int MIN_ROUNDS = 10;

  /** 3 s, 0.3 s, 95 %. */
  public LatencyOptions() {
    this(3, 0.3, 0.95, 0);
  }

  /** Checks the ranges given above. */
  public LatencyOptions {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new IllegalArgumentException(
          "illegal seconds " + seconds + ", must be within (0, 3600]");
    }
    if (!(warmUpSeconds >= 0 && warmUpSeconds <= 600)) {
      throw new IllegalArgumentException(
          "illegal warmUpSeconds " + warmUpSeconds + ", must be within [0, 600]");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "illegal confidence " + confidence + ", must be within (0, 1)");
    }
  }
}
