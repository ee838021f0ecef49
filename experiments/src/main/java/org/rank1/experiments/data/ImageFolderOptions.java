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
    @Described("what a pixel is") Color color,
    @Described("what happens to a file that cannot be read as an image") OnBroken onBroken,
    @Described(
            value =
                "share of each class that is kept for testing where the folder has no train and test",
            range = "(0, 1)")
        double testShare,
    @Described("seed of that split: the same seed splits the same way on every platform")
        long splitSeed) {

  /** What a pixel is. */
  public enum Color {
    /** Red, green and blue. */
    @Described("red, green and blue")
    RGB,
    /** One byte of luma, (299 R + 587 G + 114 B) / 1000. */
    @Described("one byte of luma, (299 R + 587 G + 114 B) / 1000")
    GREY
  }

  /** What happens to a file that cannot be read as an image. */
  public enum OnBroken {
    /** Nothing is loaded; the file is named. */
    @Described("nothing is loaded, the file is named")
    FAIL,
    /** It is left out, and how many are is said. */
    @Described("it is left out, and how many are is said")
    SKIP
  }

  /** Color images that have one size, none broken; a fifth for testing where nothing is split. */
  public ImageFolderOptions() {
    this(0, 0, Resize.NONE, Color.RGB);
  }

  /** Images none of which are broken; a fifth for testing where nothing is split. */
  public ImageFolderOptions(int height, int width, Resize resize, Color color) {
    this(height, width, resize, color, OnBroken.FAIL, 0.2, 1);
  }

  /** Checks the ranges given above. */
  public ImageFolderOptions {
    Legal.check(
        ImageFolderOptions.class, height, width, resize, color, onBroken, testShare, splitSeed);
    if ((height == 0) != (width == 0)) {
      throw new IllegalArgumentException(
          "illegal height %d and width %d, must both be 0 or both be set".formatted(height, width));
    }
  }

  /** The same for images of a certain size and color. */
  ImageFolderOptions sized(int rows, int columns, Resize how, Color pixel) {
    return new ImageFolderOptions(rows, columns, how, pixel, onBroken, testShare, splitSeed);
  }

  /** Channels of every image. */
  int channels() {
    return color == Color.RGB ? 3 : 1;
  }
}
