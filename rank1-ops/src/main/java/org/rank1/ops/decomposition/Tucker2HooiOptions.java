package org.rank1.ops.decomposition;

import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of the projection {@code tucker2-hooi}: the form's, and the decomposer's. */
public record Tucker2HooiOptions(
    @Described(like = Tucker2Options.class) int inRank,
    @Described(like = Tucker2Options.class) int outRank,
    @Described(like = Tucker2Options.class) double ratio,
    @Described(like = HooiStrategy.class) int sweeps) {
  /** The form's default ranks and the default strategy. */
  public Tucker2HooiOptions() {
    this(0, 0, new Tucker2Options().ratio(), new HooiStrategy().sweeps());
  }

  /** Checks the ranges given above. */
  public Tucker2HooiOptions {
    Legal.check(Tucker2HooiOptions.class, inRank, outRank, ratio, sweeps);
  }

  Tucker2Form form() {
    return new Tucker2Form(new Tucker2Options(inRank, outRank, ratio));
  }

  HooiStrategy strategy() {
    return new HooiStrategy(sweeps);
  }
}
