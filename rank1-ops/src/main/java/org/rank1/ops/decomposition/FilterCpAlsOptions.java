package org.rank1.ops.decomposition;

import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;

/**
 * Options of {@code filter-cp-als}.
 *
 * @param rank the rank R of the form
 * @param starts random starts besides the others, at least 0; large kernels take one at most
 * @param sweeps the most alternations over all factors, at least 1
 * @param termBound the longest a term may be, in norms of the sum of all, at least 1
 */
public record FilterCpAlsOptions(int rank, int starts, int sweeps, double termBound) {
  /** The form's default rank, 4 starts, 200 sweeps, terms of at most 10 norms of the sum. */
  public FilterCpAlsOptions() {
    this(new FilterCpOptions().rank(), 4, 200, 10);
  }

  /** Checks the ranges given above. */
  public FilterCpAlsOptions {
    CpRanges.check(new FilterCpOptions(rank), starts, sweeps, termBound);
  }

  FormDecomposer decomposer() {
    return new FormDecomposer(
        new FilterCpForm(new FilterCpOptions(rank)),
        new FilterCpAls(new CpSearch(starts, sweeps, termBound)));
  }
}
