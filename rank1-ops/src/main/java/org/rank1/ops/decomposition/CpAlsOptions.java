package org.rank1.ops.decomposition;

import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.RankOptions;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code cp-als}. */
public record CpAlsOptions(
    @Described(like = RankOptions.class) int rank,
    @Described(like = RankOptions.class) double ratio,
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
  /** The form's default rank, 4 starts, 200 sweeps, terms of at most 10 norms of the sum. */
  public CpAlsOptions() {
    this(new RankOptions().rank(), new RankOptions().ratio(), 4, 200, 10);
  }

  /** Checks the ranges given above. */
  public CpAlsOptions {
    Legal.check(CpAlsOptions.class, rank, ratio, starts, sweeps, termBound);
  }

  FormDecomposer decomposer() {
    return new FormDecomposer(
        new CpForm(new RankOptions(rank, ratio)),
        new CpAls(new CpSearch(starts, sweeps, termBound)));
  }
}
