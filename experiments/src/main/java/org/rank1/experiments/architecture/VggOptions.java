package org.rank1.experiments.architecture;

import java.util.List;

/**
 * Options of the VGG family.
 *
 * @param width factor on the channels of every convolution, in (0, 16]; at least one channel stays
 * @param kernel taps of every convolution on every axis, odd, at most 31
 * @param widths channels of the convolutions of each block in place of the published ones, each in
 *     [1, 65536]; empty for the published ones
 */
public record VggOptions(double width, int kernel, List<Integer> widths) {
  /** The published widths and 3×3 kernels. */
  public VggOptions() {
    this(1, 3);
  }

  /** Published widths times a factor. */
  public VggOptions(double width, int kernel) {
    this(width, kernel, List.of());
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
    widths = List.copyOf(widths);
    if (widths.stream().anyMatch(channels -> channels < 1 || channels > 65_536)) {
      throw new IllegalArgumentException(
          "illegal widths " + widths + ", each must be within [1, 65536]");
    }
  }

  /** The number of channels in a block, from 0, of which so many are published. */
  int channels(int block, int published) {
    int channels = widths.isEmpty() ? published : widths.get(block);
    return (int) Math.max(1, Math.round(channels * width));
  }
}
