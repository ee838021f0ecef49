package org.rank1.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The rows of a decoded image as red, green and blue from 0 to 255, opaque: transparent pixels are
 * laid over white. Samples are taken as stored; the platform's own conversions would take grey for
 * linear light and brighten it.
 */
final class Rows {
  private Rows() {}

  /** Those of a palette, grey or RGB, with or without transparency, of any depth. */
  static Resampling.RowReader of(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel) {
      return (y, row) -> palette(image, y, row);
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    if (bands > 4) {
      throw new IllegalArgumentException("it has " + bands + " channels");
    }
    float[] scales = new float[bands];
    for (int band = 0; band < bands; band++) {
      scales[band] = 255f / ((1L << image.getColorModel().getComponentSize(band)) - 1);
    }
    return (y, row) -> samples(raster, scales, y, row);
  }

  private static void palette(BufferedImage image, int y, float[] row) {
    int[] pixels = image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth());
    for (int x = 0; x < pixels.length; x++) {
      float alpha = (pixels[x] >>> 24) / 255f;
      for (int c = 0; c < 3; c++) {
        row[3 * x + c] = overWhite((pixels[x] >> (16 - 8 * c)) & 0xFF, alpha);
      }
    }
  }

  private static void samples(Raster raster, float[] scales, int y, float[] row) {
    int bands = scales.length;
    boolean color = bands > 2;
    boolean transparent = bands % 2 == 0;
    int[] samples = row(raster, y);
    for (int x = 0; x < raster.getWidth(); x++) {
      int pixel = x * bands;
      float alpha = transparent ? samples[pixel + bands - 1] * scales[bands - 1] / 255 : 1;
      for (int c = 0; c < 3; c++) {
        int band = color ? c : 0;
        row[3 * x + c] = overWhite(samples[pixel + band] * scales[band], alpha);
      }
    }
  }

  private static int[] row(Raster raster, int y) {
    return raster.getPixels(
        raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, (int[]) null);
  }

  private static float overWhite(float value, float alpha) {
    return alpha * value + (1 - alpha) * 255;
  }

  /**
   * Those of a JPEG of four channels of ink, which no decoder of the platform makes colors of. A
   * color is what the inks leave, {@code (1 - C)(1 - K)}; profiles are not applied.
   */
  static Resampling.RowReader ofInk(Raster raster, ImageHeader header) {
    if (raster.getNumBands() != 4) {
      throw new IllegalArgumentException("it has " + raster.getNumBands() + " channels");
    }
    return (y, row) -> {
      int[] samples = row(raster, y);
      float[] left = new float[4];
      for (int x = 0; x < raster.getWidth(); x++) {
        leftByInk(samples, 4 * x, header, left);
        for (int c = 0; c < 3; c++) {
          row[3 * x + c] = left[c] * left[3] / 255;
        }
      }
    };
  }

  /** What each ink leaves of 255. Adobe stores that; others store the ink. */
  private static void leftByInk(int[] samples, int pixel, ImageHeader header, float[] left) {
    for (int c = 0; c < 4; c++) {
      left[c] = samples[pixel + c];
    }
    if (header.adobe() && header.transform() == 2) { // JFIF's YCbCr
      float luma = left[0];
      float blue = left[1] - 128;
      float red = left[2] - 128;
      left[0] = clamp(luma + 1.402f * red);
      left[1] = clamp(luma - 0.344136f * blue - 0.714136f * red);
      left[2] = clamp(luma + 1.772f * blue);
    }
    if (!header.adobe()) {
      for (int c = 0; c < 4; c++) {
        left[c] = 255 - left[c];
      }
    }
  }

  private static float clamp(float value) {
    return Math.max(0, Math.min(255, value));
  }
}
