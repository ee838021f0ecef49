package com.example.rank1;

/**
 * Options of the data set {@code stripes}; a user writes {@code dataset.size=16}.
 *
 * @param size pixels along each side, within [8, 256]
 * @param train training images, within [4, 100000]
 * @param test test images, within [4, 100000]
 * @param seed the same seed gives the same images
 */
public record StripesOptions(int size, int train, int test, long seed) {
  /** The defaults: the only place where they stand. */
  public StripesOptions() {
    this(28, 1000, 200, 1);
  }

  /** Checks the ranges given above. */
  public StripesOptions {
    within("size", size, 8, 256);
    within("train", train, 4, 100_000);
    within("test", test, 4, 100_000);
    if ((long) size * size * Math.max(train, test) > 1 << 30) {
      throw new IllegalArgumentException(
          "illegal size %d for %d images, together they may have at most 2^30 pixels"
              .formatted(size, Math.max(train, test)));
    }
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "illegal %s %d, must be within [%d, %d]".formatted(option, value, least, most));
    }
  }
}
