package org.rank1.image;

/**
 * How the stored rows and columns of an image lie when it is seen upright: the EXIF tag 0x0112
 * (CIPA DC-008, section 4.6.4).
 *
 * @param value from 1, as stored, to 8
 */
record Orientation(int value) {
  /** As stored. */
  static final Orientation UPRIGHT = new Orientation(1);

  /** Checks the range given above. */
  Orientation {
    if (value < 1 || value > 8) {
      throw new IllegalArgumentException(
          "illegal orientation " + value + ", must be within [1, 8]");
    }
  }

  /** Whether stored rows are upright columns. */
  boolean swapsAxes() {
    return value > 4;
  }

  private boolean firstRowIsLast() {
    return value == 3 || value == 4 || value == 6 || value == 7;
  }

  private boolean firstColumnIsLast() {
    return value == 2 || value == 3 || value == 7 || value == 8;
  }

  /**
   * Copies an image upright.
   *
   * @param stored {@code [rows, columns, channels]} as in the file
   * @param height upright rows
   * @param width upright columns
   */
  void copy(byte[] stored, int height, int width, int channels, byte[] target, int offset) {
    int rows = swapsAxes() ? width : height;
    int columns = swapsAxes() ? height : width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int row = swapsAxes() ? x : y;
        int column = swapsAxes() ? y : x;
        row = firstRowIsLast() ? rows - 1 - row : row;
        column = firstColumnIsLast() ? columns - 1 - column : column;
        System.arraycopy(
            stored,
            (row * columns + column) * channels,
            target,
            offset + (y * width + x) * channels,
            channels);
      }
    }
  }
}
