package org.rank1.ops.decomposition;

import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.RankOptions;

/**
 * Options of {@code cp-als}.
 *
 * @param rank the rank R of the form; 0 means by ratio
 * @param ratio the rank as a share of the larger of the channels and filters of a group
 * @param starts random starts besides the others, at least 0; large kernels take one at most
 * @param sweeps the most alternations over all factors, at least 1
 * @param termBound the longest a term may be, in norms of the sum of all, at least 1
 */
public record CpAlsOptions(int rank, double ratio, int starts, int sweeps, double termBound) {
  /** The form's default rank, 4 starts, 200 sweeps, terms of at most 10 norms of the sum. */
  public CpAlsOptions() {
    this(new RankOptions().rank(), new RankOptions().ratio(), 4, 200, 10);
  }

  /** Checks the ranges given above. */
  public CpAlsOptions {
    CpRanges.check(new RankOptions(rank, ratio), starts, sweeps, termBound);
  }

  FormDecomposer decomposer() {
    return new FormDecomposer(
        new CpForm(new RankOptions(rank, ratio)),
        new CpAls(new CpSearch(starts, sweeps, termBound)));
  }
}
