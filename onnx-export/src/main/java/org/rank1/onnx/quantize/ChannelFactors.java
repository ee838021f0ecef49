package org.rank1.onnx.quantize;

/** A factor for every channel of an activation, none of them zero. */
final class ChannelFactors {
  /** All factors are 1. */
  static final ChannelFactors ONES = new ChannelFactors(new float[0]);

  /** Keeps weights finite; a channel as silent as that would be lost anyway. */
  private static final double MOST = 1 << 30;

  private final float[] factors;

  ChannelFactors(float[] factors) {
    this.factors = factors.clone();
  }

  /**
   * Factors that give every channel the same largest magnitude, that of the largest channel, and
   * the same side on which it lies. A channel of zeros keeps its factor 1.
   */
  static ChannelFactors balancing(ChannelRanges ranges) {
    float[] factors = new float[ranges.channels()];
    double largest = 0;
    for (int c = 0; c < factors.length; c++) {
      largest = Math.max(largest, magnitude(ranges, c));
    }
    for (int c = 0; c < factors.length; c++) {
      double own = magnitude(ranges, c);
      double factor = own > 0 ? Math.min(largest / own, MOST) : 1;
      factors[c] = (float) (-ranges.low(c) > ranges.high(c) ? -factor : factor);
    }
    return new ChannelFactors(factors);
  }

  private static double magnitude(ChannelRanges ranges, int channel) {
    return Math.max(-ranges.low(channel), ranges.high(channel));
  }

  /** The factor of a channel. */
  float of(int channel) {
    return factors.length == 0 ? 1 : factors[channel];
  }
}
