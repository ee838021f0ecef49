package org.rank1.ops.decomposition;

import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code filter-cp-als}. */
public record FilterCpAlsOptions(
    @Described(like = FilterCpOptions.class) int rank,
    @Described(like = CpAlsOptions.class) int starts,
    @Described(like = CpAlsOptions.class) int sweeps,
    @Described(like = CpAlsOptions.class) double termBound) {
  /** The form's default rank, 4 starts, 200 sweeps, terms of at most 10 norms of the sum. */
  public FilterCpAlsOptions() {
    this(new FilterCpOptions().rank(), 4, 200, 10);
  }

  /** Checks the ranges given above. */
  public FilterCpAlsOptions {
    Legal.check(FilterCpAlsOptions.class, rank, starts, sweeps, termBound);
  }

  FormDecomposer decomposer() {
    return new FormDecomposer(
        new FilterCpForm(new FilterCpOptions(rank)),
        new FilterCpAls(new CpSearch(starts, sweeps, termBound)));
  }
}
