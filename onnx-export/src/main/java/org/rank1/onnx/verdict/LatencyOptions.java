package org.rank1.onnx.verdict;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** How long and how carefully latencies are measured. */
public record LatencyOptions(
    @Described(
            value =
                "time for the measured rounds of all models together; at least 10 rounds are run, however long they take",
            unit = "seconds",
            range = "(0, 3600]")
        double seconds,
    @Described(value = "time to warm each model up", unit = "seconds", range = "[0, 600]")
        double warmUpSeconds,
    @Described(value = "level of the interval around a ratio", range = "(0, 1)") double confidence,
    @Described("seed of the bootstrap") long seed,
    @Described(
            value = "number of measured rounds",
            range = "[0, 1000]",
            legal = "0 for as many as fit into the time")
        int rounds) {
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
    Legal.check(LatencyOptions.class, seconds, warmUpSeconds, confidence, seed, rounds);
  }
}
