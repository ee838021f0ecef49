package org.rank1.onnx.verdict;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Medians, quartiles, and the bootstrap of a ratio. */
final class Quantiles {
  private static final int RESAMPLES = 2000;

  private Quantiles() {}

  /** A quantile, interpolated linearly between order statistics. */
  static double of(double[] sample, double share) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  static double median(double[] sample) {
    return of(sample, 0.5);
  }

  /** A median ratio and its confidence interval. */
  record Ratio(double median, double low, double high) {}

  /**
   * The median over rounds of {@code numerator / denominator}, with its percentile bootstrap
   * interval (Efron, 1979). Ratios are taken round by round, because what slows a machine down for
   * a while slows both sides of a round: a ratio of medians over all rounds would mix fast and slow
   * times.
   *
   * @param numerator one value per round
   * @param denominator one value per round
   */
  static Ratio ratio(double[] numerator, double[] denominator, double confidence, long seed) {
    int rounds = numerator.length;
    double[] perRound = new double[rounds];
    Arrays.setAll(perRound, i -> numerator[i] / denominator[i]);
    SplittableRandom random = new SplittableRandom(seed);
    double[] medians = new double[RESAMPLES];
    double[] resampled = new double[rounds];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      for (int i = 0; i < rounds; i++) {
        resampled[i] = perRound[random.nextInt(rounds)];
      }
      medians[resample] = median(resampled);
    }
    double tail = (1 - confidence) / 2;
    return new Ratio(median(perRound), of(medians, tail), of(medians, 1 - tail));
  }
}
