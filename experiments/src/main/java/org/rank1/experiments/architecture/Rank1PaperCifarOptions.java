package org.rank1.experiments.architecture;

/**
 * Options of {@code rank1-paper-cifar}.
 *
 * @param dropout probability of zero of the dropout after each block, in [0, 1); 0 for no dropout
 */
public record Rank1PaperCifarOptions(double dropout) {
  /** A quarter. */
  public Rank1PaperCifarOptions() {
    this(0.25);
  }

  /** Checks the range given above. */
  public Rank1PaperCifarOptions {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("illegal dropout " + dropout + ", must be within [0, 1)");
    }
  }
}
