package org.rank1.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.LongStream;
import org.rank1.data.ImageSet;
import org.rank1.network.InputContract;

/** Batches of an image set: bytes become normalized floats only when a batch is asked for. */
final class Batches {
  private final ImageSet images;
  private final int[] order;
  private final int batchSize;
  private final float[] scale;
  private final float[] shift;

  Batches(ImageSet images, InputContract contract, int[] order, int batchSize) {
    this.images = images;
    this.order = order;
    this.batchSize = batchSize;
    int channels = images.shape().channels();
    this.scale = new float[channels];
    this.shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = contract.scale(c);
      shift[c] = contract.shift(c);
    }
  }

  /**
   * The number of batches. The last one may be smaller; a last one of a single image, in which a
   * batch norm over one position would find no variance, joins the one before.
   */
  static int count(int images, int batchSize) {
    int full = images / batchSize;
    int rest = images % batchSize;
    return rest == 0 || (rest == 1 && full > 0) ? full : full + 1;
  }

  /** The number of batches. */
  int count() {
    return count(order.length, batchSize);
  }

  /** The number of images in a batch. */
  int size(int batch) {
    return batch == count() - 1 ? order.length - batch * batchSize : batchSize;
  }

  /**
   * The images of a batch, {@code [N, C, spatial...]}, with channels-last strides: convolutions
   * keep that layout and are faster in it.
   */
  NDArray images(int batch, NDManager manager) {
    int count = size(batch);
    int imageSize = images.shape().size();
    int channels = images.shape().channels();
    byte[] pixels = images.pixels();
    float[] values = new float[count * imageSize];
    for (int i = 0; i < count; i++) {
      int source = order[batch * batchSize + i] * imageSize;
      int target = i * imageSize;
      for (int p = 0; p < imageSize; p += channels) {
        for (int c = 0; c < channels; c++) {
          values[target + p + c] = (pixels[source + p + c] & 0xFF) * scale[c] + shift[c];
        }
      }
    }
    int axes = images.shape().spatial().size();
    Shape channelsLast =
        new Shape(
            LongStream.concat(
                    LongStream.of(count),
                    LongStream.concat(
                        images.shape().spatial().stream().mapToLong(s -> s),
                        LongStream.of(channels)))
                .toArray());
    int[] toChannelsFirst = new int[axes + 2];
    toChannelsFirst[1] = axes + 1;
    for (int axis = 0; axis < axes; axis++) {
      toChannelsFirst[axis + 2] = axis + 1;
    }
    return manager.create(values, channelsLast).transpose(toChannelsFirst);
  }

  /** The labels of a batch, {@code [N]} as 64-bit integers. */
  NDArray labels(int batch, NDManager manager) {
    long[] labels = new long[size(batch)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.labels()[order[batch * batchSize + i]];
    }
    return manager.create(labels);
  }
}
