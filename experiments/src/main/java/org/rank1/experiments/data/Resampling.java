package org.rank1.experiments.data;

import java.util.ArrayList;
import java.util.List;
import org.rank1.network.FeatureShape;

/**
 * Stretches an image to another size: linear interpolation between pixel centers where it grows,
 * the same triangle widened to the ratio of the sizes where it shrinks, so that every source pixel
 * counts and nothing is aliased. The same size is copied exactly.
 */
final class Resampling {
  private final int width;
  private final FeatureShape shape;
  private final List<Taps> columns;
  private final List<Taps> rows;

  /**
   * From one size to another.
   *
   * @param width of the source
   * @param height of the source
   * @param shape of the result, one or three channels
   */
  Resampling(int width, int height, FeatureShape shape) {
    this.width = width;
    this.shape = shape;
    this.columns = taps(width, shape.spatial().get(1));
    this.rows = taps(height, shape.spatial().get(0));
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

  private static List<Taps> taps(int from, int to) {
    double ratio = (double) from / to;
    double reach = Math.max(1, ratio);
    List<Taps> taps = new ArrayList<>();
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * ratio - 0.5;
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
    for (int y = 0; y < height; y++) {
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
