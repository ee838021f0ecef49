package org.rank1.experiments.data;

import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/** Grey images and their labels from a pair of IDX files. */
final class IdxImages {
  private IdxImages() {}

  /**
   * Reads images {@code [N, H, W]} and labels {@code [N]}.
   *
   * @param classes labels are from 0 to below this
   * @throws InvalidInputException if a file is not what it should be, the two do not belong
   *     together, or a label is out of range, naming file and byte offset
   */
  static ImageSet read(IdxSource imageSource, IdxSource labelSource, int classes) {
    IdxArray images = IdxReader.read(imageSource, 3);
    IdxArray labels = IdxReader.read(labelSource, 1);
    int count = images.shape().get(0);
    int height = images.shape().get(1);
    int width = images.shape().get(2);
    if (count != labels.data().length) {
      throw new InvalidInputException(
          "\"%s\" holds %d images but \"%s\" holds %d labels (both declared at byte 4)."
              .formatted(images.name(), count, labels.name(), labels.data().length));
    }
    if (count == 0 || height == 0 || width == 0) {
      throw new InvalidInputException(
          "\"%s\" holds %d images of %d×%d (declared at byte 4), must hold at least one pixel."
              .formatted(images.name(), count, height, width));
    }
    int[] classOf = new int[count];
    for (int i = 0; i < count; i++) {
      classOf[i] = labels.data()[i] & 0xFF;
      if (classOf[i] >= classes) {
        throw new InvalidInputException(
            "\"%s\" has label %d at byte %d, must be within [0, %d]."
                .formatted(labels.name(), classOf[i], labels.headerSize() + i, classes - 1));
      }
    }
    return new ImageSet(FeatureShape.of(1, height, width), images.data(), classOf);
  }
}
