package org.rank1.experiments.data;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code synthetic}. */
public record SyntheticOptions(
    @Described(value = "channels of an image", range = "[1, 16]") int channels,
    @Described(value = "rows of an image", unit = "pixels", range = "[8, 1024]") int height,
    @Described(value = "columns of an image", unit = "pixels", range = "[8, 1024]") int width,
    @Described(value = "number of classes", range = "[2, 32]") int classes,
    @Described(
            value = "training images, together at most 256 MiB",
            unit = "images",
            range = "[1, ∞)")
        int train,
    @Described(value = "test images, together at most 256 MiB", unit = "images", range = "[1, ∞)")
        int test,
    @Described("seed of the images: the same seed gives the same images on every platform")
        long seed) {
  /** The most bytes of all training images, and of all test images: a file may ask for more. */
  private static final int MOST_BYTES = 1 << 28;

  /** As Fashion-MNIST, but fewer. */
  public SyntheticOptions() {
    this(1, 28, 28, 10, 2000, 500, 1);
  }

  /** Checks the ranges given above. */
  public SyntheticOptions {
    Legal.check(SyntheticOptions.class, channels, height, width, classes, train, test, seed);
    int most = MOST_BYTES / (channels * height * width);
    within("train", train, 1, most);
    within("test", test, 1, most);
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "illegal %s %d, must be within [%d, %d]".formatted(option, value, least, most));
    }
  }
}
