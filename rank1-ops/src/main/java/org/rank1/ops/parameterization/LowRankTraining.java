package org.rank1.ops.parameterization;

import org.rank1.filter.form.RankOptions;
import org.rank1.plugin.Described;

/** Options of a form with one rank, and how it is trained. */
record LowRankTraining(
    @Described(like = RankOptions.class) int rank,
    @Described(like = RankOptions.class) double ratio,
    @Described(like = FormTraining.class) Initializer initializer,
    @Described(like = FormTraining.class) Execution execution) {
  /** The form's own rank, He, and the execution that is faster for the shape. */
  public LowRankTraining() {
    this(new RankOptions(), Initializer.HE, Execution.AUTO);
  }

  /** A rank of the form. */
  public LowRankTraining(RankOptions form, Initializer initializer, Execution execution) {
    this(form.rank(), form.ratio(), initializer, execution);
  }

  /** Checks the ranges of {@link RankOptions}, and that the initializer can draw the factors. */
  public LowRankTraining {
    new RankOptions(rank, ratio);
    initializer.requireNotSpectral();
  }

  /** The options of the form. */
  public RankOptions form() {
    return new RankOptions(rank, ratio);
  }
}
