package org.rank1.ops.decomposition;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the decomposers {@code cp-als} and {@code filter-cp-als}. */
record CpAlsStrategy(
    @Described(
            value = "random starts besides the others; large kernels take one at most",
            range = "[0, 10000]")
        int starts,
    @Described(value = "the most alternations over all factors", range = "[1, 100000]") int sweeps,
    @Described(
            value =
                "longest that a term may be, in norms of the sum of all; lower keeps terms from cancelling each other",
            range = "[1, 1000000]")
        double termBound) {
  /** 4 starts, 200 sweeps, terms of at most 10 norms of the sum. */
  public CpAlsStrategy() {
    this(4, 200, 10);
  }

  /** Checks the ranges given above. */
  public CpAlsStrategy {
    Legal.check(CpAlsStrategy.class, starts, sweeps, termBound);
  }

  CpSearch search() {
    return new CpSearch(starts, sweeps, termBound);
  }
}
