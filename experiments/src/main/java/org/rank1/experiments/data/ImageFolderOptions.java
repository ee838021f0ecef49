package org.rank1.experiments.data;

import org.rank1.image.Resize;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code image-folder}. */
public record ImageFolderOptions(
    @Described(
            value = "rows of every image",
            unit = "pixels",
            range = "[0, 16384]",
            legal = "0 for those of the first training image")
        int height,
    @Described(
            value = "columns of every image; set together with height",
            unit = "pixels",
            range = "[0, 16384]",
            legal = "0 for those of the first training image")
        int width,
    @Described("what happens to an image of another size") Resize resize,
    @Described("what a pixel is") Color color) {

  /** What a pixel is. */
  public enum Color {
    /** Red, green and blue. */
    @Described("red, green and blue")
    RGB,
    /** One byte of luma, (299 R + 587 G + 114 B) / 1000. */
    @Described("one byte of luma, (299 R + 587 G + 114 B) / 1000")
    GREY
  }

  /** Color images that have one size. */
  public ImageFolderOptions() {
    this(0, 0, Resize.NONE, Color.RGB);
  }

  /** Checks the ranges given above. */
  public ImageFolderOptions {
    Legal.check(ImageFolderOptions.class, height, width, resize, color);
    if ((height == 0) != (width == 0)) {
      throw new IllegalArgumentException(
          "illegal height %d and width %d, must both be 0 or both be set".formatted(height, width));
    }
  }

  /** Channels of every image. */
  int channels() {
    return color == Color.RGB ? 3 : 1;
  }
}
