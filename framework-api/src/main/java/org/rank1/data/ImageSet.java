package org.rank1.data;

import java.util.Arrays;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;

/**
 * Labelled images as bytes, channels last ({@code [N, spatial..., C]}), the order of image files.
 *
 * @param shape shape of one image
 * @param pixels live, not copied: {@code count · shape.size()} unsigned bytes
 * @param labels live, not copied: one per image
 */
@SuppressWarnings("ArrayRecordComponent") // large and shared on purpose; equality is not used
public record ImageSet(FeatureShape shape, byte[] pixels, int[] labels) {

  /** Checks that pixels and labels belong together. */
  public ImageSet {
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
    int kept = Math.min(count, count());
    return new ImageSet(
        shape, Arrays.copyOf(pixels, kept * shape.size()), Arrays.copyOf(labels, kept));
  }

  /**
   * One image as the network wants it: normalized, channels first ({@code [C, spatial...]}),
   * written into {@code target} at {@code offset}.
   */
  public void normalizeInto(int image, InputContract contract, float[] target, int offset) {
    int channels = shape.channels();
    int positions = shape.positions();
    int source = image * shape.size();
    for (int c = 0; c < channels; c++) {
      float scale = contract.scale(c);
      float shift = contract.shift(c);
      for (int p = 0; p < positions; p++) {
        target[offset + c * positions + p] =
            (pixels[source + p * channels + c] & 0xFF) * scale + shift;
      }
    }
  }
}
