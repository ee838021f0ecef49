package org.rank1.experiments.architecture;

import java.util.List;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the VGG family. */
public record VggOptions(
    @Described(like = ResNetOptions.class) double width,
    @Described(value = "taps of every convolution on every axis", range = "[1, 31]", legal = "odd")
        int kernel,
    @Described(
            value = "channels of the convolutions of each block in place of the published ones",
            unit = "channels",
            range = "[1, 65536]",
            legal = "empty for the published ones")
        List<Integer> widths) {
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
    Legal.check(VggOptions.class, width, kernel, widths);
    if (kernel < 1 || kernel > 31 || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "illegal kernel " + kernel + ", must be odd and within [1, 31]");
    }
    widths = List.copyOf(widths);
  }

  /** The number of channels in a block, from 0, of which so many are published. */
  int channels(int block, int published) {
    int channels = widths.isEmpty() ? published : widths.get(block);
    return (int) Math.max(1, Math.round(channels * width));
  }
}
