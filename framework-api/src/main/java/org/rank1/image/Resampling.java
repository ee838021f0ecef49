package org.rank1.image;

import java.util.ArrayList;
import java.util.List;
import org.rank1.network.FeatureShape;

/**
 * Brings an image, or the middle of it, to another size: linear interpolation between pixel centers
 * where it grows, the same triangle widened to the ratio of the sizes where it shrinks, so that
 * every source pixel counts and nothing is aliased. The same size is copied exactly.
 */
final class Resampling {
  private final int width;
  private final FeatureShape shape;
  private final List<Taps> columns;
  private final List<Taps> rows;

  private Resampling(int width, FeatureShape shape, List<Taps> columns, List<Taps> rows) {
    this.width = width;
    this.shape = shape;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * From one size to another.
   *
   * @param height of the source
   * @param width of the source
   * @param shape of the result, one or three channels
   * @param crop whether what protrudes on the longer axis is cut off evenly
   */
  static Resampling of(int height, int width, FeatureShape shape, boolean crop) {
    int outHeight = shape.spatial().get(0);
    int outWidth = shape.spatial().get(1);
    double scale = Math.min((double) height / outHeight, (double) width / outWidth);
    return new Resampling(
        width,
        shape,
        taps(width, crop ? outWidth * scale : width, outWidth),
        taps(height, crop ? outHeight * scale : height, outHeight));
  }

  /** Gives red, green and blue of a source row. */
  @FunctionalInterface
  interface RowReader {
    void read(int y, float[] row);
  }

  /** The source pixels from {@code first} on that make a pixel of the result, by weight. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Taps(int first, float[] weights) {
    float weight(int source) {
      int tap = source - first;
      return tap < 0 || tap >= weights.length ? 0 : weights[tap];
    }
  }

  /**
   * An axis.
   *
   * @param from pixels of the source
   * @param length how much of the source counts, its middle
   * @param to pixels of the result
   */
  private static List<Taps> taps(int from, double length, int to) {
    double ratio = length / to;
    double start = (from - length) / 2;
    double reach = Math.max(1, ratio);
    List<Taps> taps = new ArrayList<>();
    for (int i = 0; i < to; i++) {
      double center = start + (i + 0.5) * ratio - 0.5;
      int first = Math.max(0, (int) Math.ceil(center - reach));
      int last = Math.min(from - 1, (int) Math.floor(center + reach));
      double[] weights = new double[last - first + 1];
      double sum = 0;
      for (int tap = 0; tap < weights.length; tap++) {
        weights[tap] = Math.max(0, 1 - Math.abs(first + tap - center) / reach);
        sum += weights[tap];
      }
      float[] normalized = new float[weights.length];
      for (int tap = 0; tap < weights.length; tap++) {
        normalized[tap] = (float) (weights[tap] / sum);
      }
      taps.add(new Taps(first, normalized));
    }
    return taps;
  }

  /** The result as bytes, channels last; the source is read row by row, once. */
  byte[] apply(RowReader source) {
    int channels = shape.channels();
    int outWidth = columns.size();
    float[] sums = new float[shape.size()];
    float[] full = new float[3 * width];
    float[] narrow = new float[outWidth * channels];
    int next = 0;
    int height = rows.get(rows.size() - 1).first + rows.get(rows.size() - 1).weights.length;
    for (int y = rows.get(0).first; y < height; y++) {
      source.read(y, full);
      shrink(full, narrow);
      while (next < rows.size() && ended(rows.get(next), y)) {
        next++;
      }
      for (int out = next; out < rows.size() && rows.get(out).first <= y; out++) {
        float weight = rows.get(out).weight(y);
        for (int i = 0; i < narrow.length; i++) {
          sums[out * narrow.length + i] += weight * narrow[i];
        }
      }
    }
    byte[] bytes = new byte[sums.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(sums[i])));
    }
    return bytes;
  }

  private static boolean ended(Taps taps, int y) {
    return taps.first + taps.weights.length <= y;
  }

  private void shrink(float[] full, float[] narrow) {
    int channels = shape.channels();
    for (int x = 0; x < columns.size(); x++) {
      Taps taps = columns.get(x);
      float red = 0;
      float green = 0;
      float blue = 0;
      for (int tap = 0; tap < taps.weights.length; tap++) {
        int at = 3 * (taps.first + tap);
        red += taps.weights[tap] * full[at];
        green += taps.weights[tap] * full[at + 1];
        blue += taps.weights[tap] * full[at + 2];
      }
      if (channels == 1) {
        narrow[x] = 0.299f * red + 0.587f * green + 0.114f * blue;
      } else {
        narrow[3 * x] = red;
        narrow[3 * x + 1] = green;
        narrow[3 * x + 2] = blue;
      }
    }
  }
}
