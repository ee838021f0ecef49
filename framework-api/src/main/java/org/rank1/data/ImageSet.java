package org.rank1.data;

import java.util.Arrays;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;

/**
 * Labelled images as bytes, channels last ({@code [N, spatial..., C]}), the order of image files.
 *
 * @param shape shape of one image
 * @param source gives the bytes of image {@code i} for {@code 0 ≤ i < labels.length}
 * @param labels live, not copied: one per image
 */
@SuppressWarnings("ArrayRecordComponent") // large and shared on purpose; equality is not used
public record ImageSet(FeatureShape shape, PixelSource source, int[] labels) {

  /**
   * Images held in memory.
   *
   * @param pixels live, not copied: {@code count · shape.size()} unsigned bytes
   * @throws IllegalArgumentException if there are more or fewer
   */
  public ImageSet(FeatureShape shape, byte[] pixels, int[] labels) {
    this(shape, new MemoryPixels(pixels, shape.size()), labels);
    if (pixels.length != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          "%d images of %s need %d bytes, not %d"
              .formatted(labels.length, shape, (long) labels.length * shape.size(), pixels.length));
    }
  }

  /** The number of images. */
  public int count() {
    return labels.length;
  }

  /** The first images. */
  public ImageSet first(int count) {
    return new ImageSet(shape, source, Arrays.copyOf(labels, Math.min(count, count())));
  }

  /**
   * Some of the images.
   *
   * @param images their numbers, in the order wanted
   */
  public ImageSet subset(int[] images) {
    int[] kept = images.clone();
    return new ImageSet(
        shape,
        (image, target, offset) -> source.read(kept[image], target, offset),
        Arrays.stream(kept).map(image -> labels[image]).toArray());
  }

  /**
   * All bytes, one image after the other: live where exactly these images are held in memory, else
   * copied, image by image.
   *
   * @throws ArithmeticException if they are more than one array holds
   */
  public byte[] pixels() {
    int size = Math.multiplyExact(count(), shape.size());
    if (source instanceof MemoryPixels memory && memory.pixels().length == size) {
      return memory.pixels();
    }
    byte[] pixels = new byte[size];
    for (int image = 0; image < count(); image++) {
      source.read(image, pixels, image * shape.size());
    }
    return pixels;
  }

  /**
   * One image as the network wants it: normalized, channels first ({@code [C, spatial...]}),
   * written into {@code target} at {@code offset}.
   */
  public void normalizeInto(int image, InputContract contract, float[] target, int offset) {
    byte[] pixels = new byte[shape.size()];
    source.read(image, pixels, 0);
    int channels = shape.channels();
    int positions = shape.positions();
    for (int c = 0; c < channels; c++) {
      float scale = contract.scale(c);
      float shift = contract.shift(c);
      for (int p = 0; p < positions; p++) {
        target[offset + c * positions + p] = (pixels[p * channels + c] & 0xFF) * scale + shift;
      }
    }
  }
}
