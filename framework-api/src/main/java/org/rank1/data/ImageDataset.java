package org.rank1.data;

import org.rank1.network.InputContract;

/**
 * Training and test images with what a network has to know of them.
 *
 * @param name for people and metadata, for example {@code fashion-mnist}
 * @param origin where the images came from, for people
 * @param train images to learn from
 * @param test images to measure on
 * @param input normalization (of the training images) and class names
 */
public record ImageDataset(
    String name, String origin, ImageSet train, ImageSet test, InputContract input) {

  /** Checks that both parts agree and that every label has a class. */
  public ImageDataset {
    if (!train.shape().equals(test.shape())) {
      throw new IllegalArgumentException(
          "training images are %s but test images %s".formatted(train.shape(), test.shape()));
    }
    requireClasses("training", train, input.classNames().size());
    requireClasses("test", test, input.classNames().size());
  }

  private static void requireClasses(String part, ImageSet images, int classes) {
    for (int image = 0; image < images.count(); image++) {
      int label = images.labels()[image];
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "%s image %d has the label %d, but there are %d classes"
                .formatted(part, image, label, classes));
      }
    }
  }

  /** The number of classes. */
  public int classes() {
    return input.classNames().size();
  }
}
