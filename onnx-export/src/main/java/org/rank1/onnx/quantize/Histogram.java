package org.rank1.onnx.quantize;

import org.rank1.filter.FloatTensor;

/** How often values of an activation lie where, in bins of equal width; zeros are kept apart. */
final class Histogram {
  private static final int BINS = 4096;

  /** The share of values that {@link #percentile} leaves out at either end. */
  private static final double TAIL = 1e-4;

  /** Ranges that {@link #leastError} tries, as shares of the whole. */
  private static final int STEPS = 80;

  private final ChannelFactors factors;
  private final double low;
  private final double width;
  private final long[] counts = new long[BINS];
  private long all;

  /**
   * @param factors multiplied with every value
   * @param ranges between which all values lie
   */
  Histogram(ChannelFactors factors, ChannelRanges ranges) {
    this.factors = factors;
    this.low = ranges.low(factors);
    this.width = (ranges.high(factors) - low) / BINS;
  }

  void add(FloatTensor value) {
    int positions = ChannelRanges.positions(value);
    int channels = ChannelRanges.channels(value);
    float[] data = value.data();
    all += data.length;
    for (int from = 0, row = 0; width > 0 && from < data.length; from += positions, row++) {
      double factor = factors.of(row % channels);
      for (int i = from; i < from + positions; i++) {
        if (data[i] != 0) {
          int bin = (int) ((factor * data[i] - low) / width);
          counts[Math.max(0, Math.min(BINS - 1, bin))]++;
        }
      }
    }
  }

  private double center(int bin) {
    return low + (bin + 0.5) * width;
  }

  /** The map that covers all but the outermost values. */
  ActivationScale percentile() {
    long left = (long) (TAIL * all);
    int first = 0;
    for (long seen = 0; first < BINS - 1 && seen + counts[first] <= left; first++) {
      seen += counts[first];
    }
    int last = BINS - 1;
    for (long seen = 0; last > first && seen + counts[last] <= left; last--) {
      seen += counts[last];
    }
    return ActivationScale.covering(low + first * width, low + (last + 1) * width);
  }

  /** The map with the smallest mean squared error, first by its upper end, then by its lower. */
  ActivationScale leastError() {
    double high = low + BINS * width;
    double bestLow = low;
    double bestHigh = high;
    for (int pass = 0; pass < 2; pass++) {
      bestHigh = best(bestLow, high, false);
      bestLow = low < 0 ? best(bestHigh, low, true) : low;
    }
    return ActivationScale.covering(bestLow, bestHigh);
  }

  /** The end, from the outermost inwards, with the smallest error. */
  private double best(double fixed, double outermost, boolean lower) {
    double best = outermost;
    double least = Double.POSITIVE_INFINITY;
    for (int step = STEPS; step > STEPS / 5; step--) {
      double end = outermost * step / STEPS;
      double error = error(ActivationScale.covering(lower ? end : fixed, lower ? fixed : end));
      if (error < least) {
        least = error;
        best = end;
      }
    }
    return best;
  }

  private double error(ActivationScale scale) {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        double difference = center(bin) - scale.rounded(center(bin));
        sum += counts[bin] * difference * difference;
      }
    }
    return sum;
  }
}
