package org.rank1.experiments.data;

import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.network.InputContract;

/**
 * A data set less its images.
 *
 * @param name the data set's name
 * @param input its normalization and class names
 * @param trainLimit how many training images to keep, the first ones; 0 for all
 * @param testLimit how many test images to keep, the first ones; 0 for all
 */
record LimitedDataset(String name, InputContract input, int trainLimit, int testLimit) {

  /** The number of classes. */
  int classes() {
    return input.classNames().size();
  }

  /** The data set with as many images as it shall have. */
  ImageDataset limited(String origin, ImageSet train, ImageSet test) {
    return new ImageDataset(
        name,
        "%s (%s training images, %s test images)"
            .formatted(origin, kept(train.count(), trainLimit), kept(test.count(), testLimit)),
        limited(train, trainLimit),
        limited(test, testLimit),
        input);
  }

  private static String kept(int count, int limit) {
    return limit > 0 && limit < count ? "first " + limit + " of " + count : "" + count;
  }

  private static ImageSet limited(ImageSet images, int limit) {
    return limit > 0 && limit < images.count() ? images.first(limit) : images;
  }
}
