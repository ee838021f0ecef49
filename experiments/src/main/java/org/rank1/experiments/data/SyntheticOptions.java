package org.rank1.experiments.data;

/**
 * Options of {@code synthetic}.
 *
 * @param channels channels of an image, 1 to 16
 * @param height pixels, 8 to 1024
 * @param width pixels, 8 to 1024
 * @param classes 2 to 32
 * @param train training images, at least 1, at most 256 MiB of them
 * @param test test images, at least 1, at most 256 MiB of them
 * @param seed the same seed gives the same images on every platform
 */
public record SyntheticOptions(
    int channels, int height, int width, int classes, int train, int test, long seed) {
  /** Of all training images, and of all test images: a file may ask for them, too. */
  private static final int MOST_BYTES = 1 << 28;

  /** As Fashion-MNIST, but fewer. */
  public SyntheticOptions() {
    this(1, 28, 28, 10, 2000, 500, 1);
  }

  /** Checks the ranges given above. */
  public SyntheticOptions {
    within("channels", channels, 1, 16);
    within("height", height, 8, 1024);
    within("width", width, 8, 1024);
    within("classes", classes, 2, 32);
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
