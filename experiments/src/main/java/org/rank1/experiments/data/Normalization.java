package org.rank1.experiments.data;

import java.util.ArrayList;
import java.util.List;
import org.rank1.data.ImageSet;
import org.rank1.network.InputContract;

/** Mean and standard deviation of images, per channel. */
final class Normalization {
  private Normalization() {}

  /** What a network for these images wants; a constant channel gets deviation 1. */
  static InputContract of(ImageSet images, List<String> classNames) {
    int channels = images.shape().channels();
    long[] sum = new long[channels];
    long[] squares = new long[channels];
    for (int i = 0; i < images.pixels().length; i++) {
      long value = images.pixels()[i] & 0xFF;
      sum[i % channels] += value;
      squares[i % channels] += value * value;
    }
    double count = (double) images.count() * images.shape().positions();
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double m = sum[c] / count;
      double variance = squares[c] / count - m * m;
      mean.add(m / 255);
      deviation.add(variance > 0 ? Math.sqrt(variance) / 255 : 1);
    }
    return new InputContract(mean, deviation, classNames);
  }
}
