package org.rank1.ops.decomposition;

import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;

/**
 * Options of {@code tucker2-hooi}.
 *
 * @param inRank the form's rank across channels; 0 means by ratio
 * @param outRank the form's rank across filters; 0 means by ratio
 * @param ratio the rank as a share of the channels or filters of a group, where a rank is 0
 * @param sweeps the most sweeps over both factors, at least 0; none is the truncated HOSVD
 */
public record Tucker2HooiOptions(int inRank, int outRank, double ratio, int sweeps) {
  /** The form's default ranks, and at most 20 sweeps. */
  public Tucker2HooiOptions() {
    this(0, 0, new Tucker2Options().ratio(), 20);
  }

  /** Checks the ranges given above. */
  public Tucker2HooiOptions {
    Tucker2Options form = new Tucker2Options(inRank, outRank, ratio);
    if (sweeps < 0 || sweeps > 100_000) {
      throw new IllegalArgumentException(
          "illegal sweeps " + sweeps + ", must be between 0 and 100000, for " + form);
    }
  }

  FormDecomposer decomposer() {
    return new FormDecomposer(
        new Tucker2Form(new Tucker2Options(inRank, outRank, ratio)), new Tucker2Hooi(sweeps));
  }
}
