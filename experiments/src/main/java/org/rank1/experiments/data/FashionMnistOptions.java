package org.rank1.experiments.data;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code fashion-mnist}. */
public record FashionMnistOptions(
    @Described("which files to use") Source source,
    @Described(like = MnistOptions.class) int trainLimit,
    @Described(like = MnistOptions.class) int testLimit) {

  /** Which files to use. */
  public enum Source {
    /** The full files where they are found, else the embedded subset. */
    @Described("the full files where they are found, else the embedded subset")
    AUTO,
    /** The full files; an error where they are not found. */
    @Described("the full files; an error where they are not found")
    FULL,
    /** The embedded subset, wherever the full files may be. */
    @Described("the embedded subset, wherever the full files may be")
    EMBEDDED
  }

  /** All images of the best source. */
  public FashionMnistOptions() {
    this(Source.AUTO, 0, 0);
  }

  /** Checks the ranges given above. */
  public FashionMnistOptions {
    Legal.check(FashionMnistOptions.class, source, trainLimit, testLimit);
  }
}
