package org.rank1.onnx.verdict;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Medians, quartiles, and the bootstrap of a ratio of medians. */
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

  /** A confidence interval. */
  record Interval(double low, double high) {}

  /**
   * The percentile bootstrap interval of {@code median(numerator) / median(denominator)} (Efron,
   * 1979). Rounds are resampled in pairs, because what slows down a machine for a while slows down
   * both.
   *
   * @param numerator one value per round
   * @param denominator one value per round
   */
  static Interval ratio(double[] numerator, double[] denominator, double confidence, long seed) {
    int rounds = numerator.length;
    SplittableRandom random = new SplittableRandom(seed);
    double[] ratios = new double[RESAMPLES];
    double[] above = new double[rounds];
    double[] below = new double[rounds];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      for (int i = 0; i < rounds; i++) {
        int round = random.nextInt(rounds);
        above[i] = numerator[round];
        below[i] = denominator[round];
      }
      ratios[resample] = median(above) / median(below);
    }
    double tail = (1 - confidence) / 2;
    return new Interval(of(ratios, tail), of(ratios, 1 - tail));
  }
}
