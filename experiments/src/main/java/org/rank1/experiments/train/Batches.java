package org.rank1.experiments.train;

import org.rank1.data.ImageSet;
import org.rank1.network.InputContract;

/** Batches of an image set: bytes become normalized floats only when a batch is asked for. */
final class Batches {
  private final ImageSet images;
  private final int[] order;
  private final int batchSize;
  private final float[] scale;
  private final float[] shift;
  private final float[] values;
  private final byte[] pixels;

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
    this.values = new float[Math.multiplyExact(largest(), images.shape().size())];
    this.pixels = new byte[images.shape().size()];
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

  /** A buffer that holds any of the batches. */
  BatchBuffer newBuffer() {
    return new BatchBuffer(images.shape(), largest());
  }

  private int largest() {
    return Math.min(order.length, Math.addExact(batchSize, 1));
  }

  /** Puts a batch into a buffer; one batch at a time. */
  void fill(int batch, BatchBuffer target) {
    int count = size(batch);
    int imageSize = images.shape().size();
    int channels = images.shape().channels();
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      int image = order[batch * batchSize + i];
      images.source().read(image, pixels, 0);
      int begin = i * imageSize;
      for (int p = 0; p < imageSize; p += channels) {
        for (int c = 0; c < channels; c++) {
          values[begin + p + c] = (pixels[p + c] & 0xFF) * scale[c] + shift[c];
        }
      }
      labels[i] = images.labels()[image];
    }
    target.fill(values, labels);
  }
}
