package org.rank1.experiments.data;

/**
 * Resizing along one axis: each target pixel is the mean of what it covers of the source, so that
 * shrinking leaves no pixel out, on every platform alike.
 */
final class AreaMean {
  private final int size;
  private final double start;
  private final double step;

  /**
   * An axis.
   *
   * @param size pixels of the source
   * @param start where in the source the target begins
   * @param length how much of the source it covers
   * @param targetSize pixels of the target
   */
  AreaMean(int size, double start, double length, int targetSize) {
    this.size = size;
    this.start = start;
    this.step = length / targetSize;
  }

  private int first(int target) {
    return Math.min(size - 1, Math.max(0, (int) Math.floor(start + target * step)));
  }

  private int last(int target) {
    return Math.min(size - 1, (int) Math.ceil(start + (target + 1) * step) - 1);
  }

  /** How much of a source pixel a target pixel covers. */
  private double covered(int target, int source) {
    double from = Math.max(source, start + target * step);
    double to = Math.min(source + 1, start + (target + 1) * step);
    return Math.max(0, to - from);
  }

  /**
   * The mean color that a target pixel covers.
   *
   * @param rgb rows of source pixels {@code 0xRRGGBB}
   * @param color gets red, green and blue, rounded
   */
  static void mean(
      int[] rgb, AreaMean vertical, int row, AreaMean horizontal, int column, int[] color) {
    double red = 0;
    double green = 0;
    double blue = 0;
    double area = 0;
    for (int y = vertical.first(row); y <= vertical.last(row); y++) {
      double height = vertical.covered(row, y);
      for (int x = horizontal.first(column); x <= horizontal.last(column); x++) {
        double share = height * horizontal.covered(column, x);
        int pixel = rgb[y * horizontal.size + x];
        red += share * (pixel >> 16 & 0xFF);
        green += share * (pixel >> 8 & 0xFF);
        blue += share * (pixel & 0xFF);
        area += share;
      }
    }
    color[0] = (int) Math.round(red / area);
    color[1] = (int) Math.round(green / area);
    color[2] = (int) Math.round(blue / area);
  }
}
