package org.rank1.onnx.verdict;

/**
 * How long and how carefully latencies are measured.
 *
 * @param seconds time for the measured rounds of all models together, within (0, 3600]; at least
 *     {@value #MIN_ROUNDS} rounds are run, however long they take
 * @param warmUpSeconds time to warm each model up, within [0, 600]
 * @param confidence level of the interval around a ratio, within (0, 1)
 * @param seed of the bootstrap
 * @param rounds the number of measured rounds, within [0, 1000]; 0 for as many as fit into the time
 */
public record LatencyOptions(
    double seconds, double warmUpSeconds, double confidence, long seed, int rounds) {
  static final int MIN_ROUNDS = 10;
  static final int MAX_ROUNDS = 1_000;

  /** As many rounds as fit into the time. */
  public LatencyOptions(double seconds, double warmUpSeconds, double confidence, long seed) {
    this(seconds, warmUpSeconds, confidence, seed, 0);
  }

  /** 3 s, 0.3 s, 95 %. */
  public LatencyOptions() {
    this(3, 0.3, 0.95, 0);
  }

  /** The same with a fixed number of rounds. */
  public LatencyOptions withRounds(int newRounds) {
    return new LatencyOptions(seconds, warmUpSeconds, confidence, seed, newRounds);
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
    if (rounds < 0 || rounds > MAX_ROUNDS) {
      throw new IllegalArgumentException(
          "illegal rounds " + rounds + ", must be within [0, " + MAX_ROUNDS + "]");
    }
  }
}
