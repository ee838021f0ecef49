package org.rank1.experiments.data;

import java.util.ArrayList;
import java.util.List;
import org.rank1.data.ImageSet;
import org.rank1.network.InputContract;

/** Mean and standard deviation of images, per channel, gathered image by image. */
final class Normalization {
  private final long[] sum;
  private final long[] squares;
  private long pixels;

  /** No images yet. */
  Normalization(int channels) {
    sum = new long[channels];
    squares = new long[channels];
  }

  /** What a network for these images wants; a constant channel gets deviation 1. */
  static InputContract of(ImageSet images, List<String> classNames) {
    Normalization normalization = new Normalization(images.shape().channels());
    byte[] image = new byte[images.shape().size()];
    for (int i = 0; i < images.count(); i++) {
      images.source().read(i, image, 0);
      normalization.add(image, 0, image.length);
    }
    return normalization.contract(classNames);
  }

  /** Takes an image into account, channels last. */
  void add(byte[] bytes, int offset, int size) {
    int channels = sum.length;
    for (int i = 0; i < size; i++) {
      long value = bytes[offset + i] & 0xFF;
      sum[i % channels] += value;
      squares[i % channels] += value * value;
    }
    pixels += size / channels;
  }

  /** What a network for the images seen wants; a constant channel gets deviation 1. */
  InputContract contract(List<String> classNames) {
    double count = pixels;
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < sum.length; c++) {
      double m = sum[c] / count;
      double variance = squares[c] / count - m * m;
      mean.add(m / 255);
      deviation.add(variance > 0 ? Math.sqrt(variance) / 255 : 1);
    }
    return new InputContract(mean, deviation, classNames);
  }
}
