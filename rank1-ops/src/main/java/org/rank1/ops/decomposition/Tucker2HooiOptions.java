package org.rank1.ops.decomposition;

import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code tucker2-hooi}. */
public record Tucker2HooiOptions(
    @Described(like = Tucker2Options.class) int inRank,
    @Described(like = Tucker2Options.class) int outRank,
    @Described(like = Tucker2Options.class) double ratio,
    @Described(
            value = "the most sweeps over both factors",
            range = "[0, 100000]",
            legal = "0 for the truncated HOSVD")
        int sweeps) {
  /** The form's default ranks, and at most 20 sweeps. */
  public Tucker2HooiOptions() {
    this(0, 0, new Tucker2Options().ratio(), 20);
  }

  /** Checks the ranges given above. */
  public Tucker2HooiOptions {
    Legal.check(Tucker2HooiOptions.class, inRank, outRank, ratio, sweeps);
  }

  FormDecomposer decomposer() {
    return new FormDecomposer(
        new Tucker2Form(new Tucker2Options(inRank, outRank, ratio)), new Tucker2Hooi(sweeps));
  }
}
