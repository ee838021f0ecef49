package com.example.rank1;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the data set {@code stripes}; a user writes {@code dataset.size=16}. */
public record StripesOptions(
    @Described(value = "length of each side of an image", unit = "pixels", range = "[8, 256]")
        int size,
    @Described(value = "training images", unit = "images", range = "[4, 100000]") int train,
    @Described(value = "test images", unit = "images", range = "[4, 100000]") int test,
    @Described("seed of the images") long seed) {
  /** The defaults: the only place where they stand. */
  public StripesOptions() {
    this(28, 1000, 200, 1);
  }

  /** Checks the ranges given above. */
  public StripesOptions {
    Legal.check(StripesOptions.class, size, train, test, seed);
    if ((long) size * size * Math.max(train, test) > 1 << 30) {
      throw new IllegalArgumentException(
          "illegal size %d for %d images, together they may have at most 2^30 pixels"
              .formatted(size, Math.max(train, test)));
    }
  }
}
