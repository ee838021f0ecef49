package org.rank1.experiments.cli;

import java.util.Collection;
import java.util.Locale;

/**
 * What a quantity came to in several runs.
 *
 * @param mean arithmetic
 * @param standardDeviation of the sample, 0 for one run
 * @param min the least
 * @param max the most
 */
record Spread(double mean, double standardDeviation, double min, double max) {

  /** The spread of at least one value. */
  static Spread of(Collection<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Spread(
        mean,
        Math.sqrt(squares / Math.max(1, values.size() - 1)),
        values.stream().mapToDouble(v -> v).min().orElseThrow(),
        values.stream().mapToDouble(v -> v).max().orElseThrow());
  }

  /** Mean ± standard deviation. */
  String text(int digits) {
    return String.format(
        Locale.ROOT, "%." + digits + "f ± %." + digits + "f", mean, standardDeviation);
  }
}
