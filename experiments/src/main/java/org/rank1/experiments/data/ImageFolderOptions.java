package org.rank1.experiments.data;

import org.rank1.image.Resize;

/**
 * Options of {@code image-folder}.
 *
 * @param height rows of every image, 0 for those of the first training image
 * @param width columns of every image, 0 for those of the first training image
 * @param resize what happens to an image of another size
 * @param color what a pixel is
 */
public record ImageFolderOptions(int height, int width, Resize resize, Color color) {
  private static final int HIGHEST = 1 << 14;

  /** What a pixel is. */
  public enum Color {
    /** Red, green and blue. */
    RGB,
    /** One byte of luma, (299 R + 587 G + 114 B) / 1000. */
    GREY
  }

  /** Color images that have one size. */
  public ImageFolderOptions() {
    this(0, 0, Resize.NONE, Color.RGB);
  }

  /** Checks the ranges given above. */
  public ImageFolderOptions {
    check("height", height);
    check("width", width);
    if ((height == 0) != (width == 0)) {
      throw new IllegalArgumentException(
          "illegal height %d and width %d, must both be 0 or both be set".formatted(height, width));
    }
  }

  private static void check(String name, int extent) {
    if (extent < 0 || extent > HIGHEST) {
      throw new IllegalArgumentException(
          "illegal %s %d, must be within [0, %d] (0 for that of the first image)"
              .formatted(name, extent, HIGHEST));
    }
  }

  /** Channels of every image. */
  int channels() {
    return color == Color.RGB ? 3 : 1;
  }
}
