package org.rank1.experiments.analyze;

import java.util.Arrays;

/** Collects singular values of matrices of one size. */
final class SpectrumMean {
  private final double threshold;
  private final double[] relative;
  private long matrices;
  private long nonZero;
  private long ranks;
  private int least = Integer.MAX_VALUE;
  private int most;

  /**
   * @param size the number of singular values of each matrix
   * @param threshold relative to the largest singular value
   */
  SpectrumMean(int size, double threshold) {
    this.threshold = threshold;
    this.relative = new double[size];
  }

  /** Adds a matrix by its singular values, largest first. */
  void add(double[] singularValues) {
    if (singularValues.length != relative.length) {
      throw new IllegalArgumentException(
          "illegal number of singular values %d, must be %d"
              .formatted(singularValues.length, relative.length));
    }
    matrices++;
    int rank = numericRank(singularValues, threshold);
    ranks += rank;
    least = Math.min(least, rank);
    most = Math.max(most, rank);
    if (rank > 0) {
      nonZero++;
      for (int i = 0; i < relative.length; i++) {
        relative[i] += singularValues[i] / singularValues[0];
      }
    }
  }

  /**
   * How many singular values exceed the threshold times the largest one.
   *
   * @param singularValues largest first
   */
  static int numericRank(double[] singularValues, double threshold) {
    int rank = 0;
    while (rank < singularValues.length
        && singularValues[rank] > threshold * singularValues[0]
        && singularValues[rank] > 0) {
      rank++;
    }
    return rank;
  }

  /** All so far, at least one matrix. */
  Spectrum spectrum() {
    return new Spectrum(
        relative.length,
        matrices,
        (double) ranks / matrices,
        least,
        most,
        Arrays.stream(relative).mapToObj(sum -> sum / Math.max(1, nonZero)).toList());
  }
}
