package org.rank1.ops.decomposition;

import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the projection {@code filter-cp-als}: the form's, and the decomposer's. */
public record FilterCpAlsOptions(
    @Described(like = FilterCpOptions.class) int rank,
    @Described(like = CpAlsStrategy.class) int starts,
    @Described(like = CpAlsStrategy.class) int sweeps,
    @Described(like = CpAlsStrategy.class) double termBound) {
  /** The form's default rank and the default strategy. */
  public FilterCpAlsOptions() {
    this(new FilterCpOptions().rank(), new CpAlsStrategy());
  }

  private FilterCpAlsOptions(int rank, CpAlsStrategy strategy) {
    this(rank, strategy.starts(), strategy.sweeps(), strategy.termBound());
  }

  /** Checks the ranges given above. */
  public FilterCpAlsOptions {
    Legal.check(FilterCpAlsOptions.class, rank, starts, sweeps, termBound);
  }

  FilterCpForm form() {
    return new FilterCpForm(new FilterCpOptions(rank));
  }

  CpAlsStrategy strategy() {
    return new CpAlsStrategy(starts, sweeps, termBound);
  }
}
