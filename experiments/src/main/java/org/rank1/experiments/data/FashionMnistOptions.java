package org.rank1.experiments.data;

/**
 * Options of {@code fashion-mnist}.
 *
 * @param source which files to use
 * @param trainLimit how many training images to use, the first ones; 0 for all
 * @param testLimit how many test images to use, the first ones; 0 for all
 */
public record FashionMnistOptions(Source source, int trainLimit, int testLimit) {

  /** Which files to use. */
  public enum Source {
    /** The full files where they are found, else the embedded subset. */
    AUTO,
    /** The full files; an error where they are not found. */
    FULL,
    /** The embedded subset, wherever the full files may be. */
    EMBEDDED
  }

  /** All images of the best source. */
  public FashionMnistOptions() {
    this(Source.AUTO, 0, 0);
  }

  /** Checks the ranges given above. */
  public FashionMnistOptions {
    LimitedDataset.checkLimit("trainLimit", trainLimit);
    LimitedDataset.checkLimit("testLimit", testLimit);
  }
}
