package org.rank1.experiments.architecture;

/**
 * Options of the ResNet family.
 *
 * @param width factor on the channels of every convolution, in (0, 16]; at least one channel stays
 */
public record ResNetOptions(double width) {
  /** The published widths. */
  public ResNetOptions() {
    this(1);
  }

  /** Checks the range given above. */
  public ResNetOptions {
    if (!(width > 0 && width <= 16)) {
      throw new IllegalArgumentException("illegal width " + width + ", must be within (0, 16]");
    }
  }

  /** A number of channels at this width. */
  int scaled(int channels) {
    return (int) Math.max(1, Math.round(channels * width));
  }
}
