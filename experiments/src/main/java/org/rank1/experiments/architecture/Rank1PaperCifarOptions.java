package org.rank1.experiments.architecture;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code rank1-paper-cifar}. */
public record Rank1PaperCifarOptions(
    @Described(
            value = "probability of zero of the dropout after each block",
            range = "[0, 1)",
            legal = "0 for no dropout")
        double dropout) {
  /** A quarter. */
  public Rank1PaperCifarOptions() {
    this(0.25);
  }

  /** Checks the range given above. */
  public Rank1PaperCifarOptions {
    Legal.check(Rank1PaperCifarOptions.class, dropout);
  }
}
