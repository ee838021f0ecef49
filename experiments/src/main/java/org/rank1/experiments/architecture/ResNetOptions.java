package org.rank1.experiments.architecture;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the ResNet family. */
public record ResNetOptions(
    @Described(
            value = "factor on the channels of every convolution; at least one channel stays",
            range = "(0, 16]")
        double width) {
  /** The published widths. */
  public ResNetOptions() {
    this(1);
  }

  /** Checks the range given above. */
  public ResNetOptions {
    Legal.check(ResNetOptions.class, width);
  }

  /** A number of channels at this width. */
  int scaled(int channels) {
    return (int) Math.max(1, Math.round(channels * width));
  }
}
