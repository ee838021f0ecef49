package org.rank1.ops.decomposition;

import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.RankOptions;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the projection {@code cp-als}: the form's, and the decomposer's. */
public record CpAlsOptions(
    @Described(like = RankOptions.class) int rank,
    @Described(like = RankOptions.class) double ratio,
    @Described(like = CpAlsStrategy.class) int starts,
    @Described(like = CpAlsStrategy.class) int sweeps,
    @Described(like = CpAlsStrategy.class) double termBound) {
  /** The form's default rank and the default strategy. */
  public CpAlsOptions() {
    this(new RankOptions(), new CpAlsStrategy());
  }

  private CpAlsOptions(RankOptions form, CpAlsStrategy strategy) {
    this(form.rank(), form.ratio(), strategy.starts(), strategy.sweeps(), strategy.termBound());
  }

  /** Checks the ranges given above. */
  public CpAlsOptions {
    Legal.check(CpAlsOptions.class, rank, ratio, starts, sweeps, termBound);
  }

  CpForm form() {
    return new CpForm(new RankOptions(rank, ratio));
  }

  CpAlsStrategy strategy() {
    return new CpAlsStrategy(starts, sweeps, termBound);
  }
}
