package org.rank1.experiments.data;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code cifar-10}. */
public record CifarOptions(
    @Described(like = MnistOptions.class) int trainLimit,
    @Described(like = MnistOptions.class) int testLimit) {
  /** All images. */
  public CifarOptions() {
    this(0, 0);
  }

  /** Checks the ranges given above. */
  public CifarOptions {
    Legal.check(CifarOptions.class, trainLimit, testLimit);
  }
}
