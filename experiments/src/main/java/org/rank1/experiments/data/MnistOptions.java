package org.rank1.experiments.data;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code mnist}. */
public record MnistOptions(
    @Described(
            value = "how many training images to use, the first ones",
            unit = "images",
            range = "[0, ∞)",
            legal = "0 for all")
        int trainLimit,
    @Described(
            value = "how many test images to use, the first ones",
            unit = "images",
            range = "[0, ∞)",
            legal = "0 for all")
        int testLimit) {
  /** All images. */
  public MnistOptions() {
    this(0, 0);
  }

  /** Checks the ranges given above. */
  public MnistOptions {
    Legal.check(MnistOptions.class, trainLimit, testLimit);
  }
}
