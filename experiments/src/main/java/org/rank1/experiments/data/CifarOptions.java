package org.rank1.experiments.data;

/**
 * Options of {@code cifar-10}.
 *
 * @param trainLimit how many training images to use, the first ones; 0 for all
 * @param testLimit how many test images to use, the first ones; 0 for all
 */
public record CifarOptions(int trainLimit, int testLimit) {
  /** All images. */
  public CifarOptions() {
    this(0, 0);
  }

  /** Checks the ranges given above. */
  public CifarOptions {
    LimitedDataset.checkLimit("trainLimit", trainLimit);
    LimitedDataset.checkLimit("testLimit", testLimit);
  }
}
