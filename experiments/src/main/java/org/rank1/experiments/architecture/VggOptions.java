package org.rank1.experiments.architecture;

/**
 * Options of the VGG family.
 *
 * @param width factor on the channels of every convolution, in (0, 16]; at least one channel stays
 * @param kernel taps of every convolution on every axis, odd, at most 31
 */
public record VggOptions(double width, int kernel) {
  /** The published widths and 3×3 kernels. */
  public VggOptions() {
    this(1, 3);
  }

  /** Checks the ranges given above. */
  public VggOptions {
    if (!(width > 0 && width <= 16)) {
      throw new IllegalArgumentException("illegal width " + width + ", must be within (0, 16]");
    }
    if (kernel < 1 || kernel > 31 || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "illegal kernel " + kernel + ", must be odd and within [1, 31]");
    }
  }

  /** A number of channels at this width. */
  int scaled(int channels) {
    return (int) Math.max(1, Math.round(channels * width));
  }
}
