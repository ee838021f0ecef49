package org.rank1.ops.parameterization;

import org.rank1.filter.form.Tucker2Options;
import org.rank1.plugin.Described;

/** Options of {@code tucker2}, and how it is trained. */
record Tucker2Training(
    @Described(like = Tucker2Options.class) int inRank,
    @Described(like = Tucker2Options.class) int outRank,
    @Described(like = Tucker2Options.class) double ratio,
    @Described(like = FormTraining.class) Initializer initializer,
    @Described(like = FormTraining.class) Execution execution) {
  /** The form's own ranks, He, and the execution that is faster for the shape. */
  public Tucker2Training() {
    this(new Tucker2Options(), Initializer.HE, Execution.AUTO);
  }

  /** Ranks of the form. */
  public Tucker2Training(Tucker2Options form, Initializer initializer, Execution execution) {
    this(form.inRank(), form.outRank(), form.ratio(), initializer, execution);
  }

  /** Checks the ranges of {@link Tucker2Options}, and that the initializer can draw the factors. */
  public Tucker2Training {
    new Tucker2Options(inRank, outRank, ratio);
    initializer.requireNotSpectral();
  }

  /** The options of the form. */
  public Tucker2Options form() {
    return new Tucker2Options(inRank, outRank, ratio);
  }
}
