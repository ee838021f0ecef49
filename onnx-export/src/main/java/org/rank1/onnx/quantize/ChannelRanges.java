package org.rank1.onnx.quantize;

import java.util.Arrays;
import org.rank1.filter.FloatTensor;

/** The smallest and the largest value seen of every channel, axis 1, of an activation. */
final class ChannelRanges {
  private final float[] low;
  private final float[] high;

  ChannelRanges(int channels) {
    low = new float[channels];
    high = new float[channels];
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
  }

  /** The channels of an activation {@code [N, C, ...]}. */
  static int channels(FloatTensor value) {
    return value.order() < 2 ? 1 : value.shape().get(1);
  }

  /** Elements of one channel of one example. */
  static int positions(FloatTensor value) {
    return value.order() < 2
        ? value.size()
        : FloatTensor.sizeOf(value.shape().subList(2, value.order()));
  }

  void add(FloatTensor value) {
    int positions = positions(value);
    float[] data = value.data();
    for (int from = 0, row = 0; from < data.length; from += positions, row++) {
      int channel = row % low.length;
      float least = low[channel];
      float most = high[channel];
      for (int i = from; i < from + positions; i++) {
        least = Math.min(least, data[i]);
        most = Math.max(most, data[i]);
      }
      low[channel] = least;
      high[channel] = most;
    }
  }

  /** Whether values were seen of every channel, and all of them were finite. */
  boolean isFinite() {
    boolean finite = true;
    for (int c = 0; c < low.length; c++) {
      finite &= Float.isFinite(low[c]) && Float.isFinite(high[c]);
    }
    return finite;
  }

  int channels() {
    return low.length;
  }

  float low(int channel) {
    return low[channel];
  }

  float high(int channel) {
    return high[channel];
  }

  /** The smallest of all values, each channel multiplied with its factor. */
  double low(ChannelFactors factors) {
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < low.length; c++) {
      double factor = factors.of(c);
      least = Math.min(least, Math.min(factor * low[c], factor * high[c]));
    }
    return least;
  }

  /** The largest of all values, each channel multiplied with its factor. */
  double high(ChannelFactors factors) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < low.length; c++) {
      double factor = factors.of(c);
      most = Math.max(most, Math.max(factor * low[c], factor * high[c]));
    }
    return most;
  }
}
