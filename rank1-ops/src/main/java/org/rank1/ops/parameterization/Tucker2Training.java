package org.rank1.ops.parameterization;

import org.rank1.filter.form.Tucker2Options;

/**
 * Options of {@code tucker2}, and how it is trained.
 *
 * @param inRank see {@link Tucker2Options}
 * @param outRank see {@link Tucker2Options}
 * @param ratio see {@link Tucker2Options}
 * @param initializer how the factors are drawn
 * @param execution how the convolution runs; a matter of speed only
 */
public record Tucker2Training(
    int inRank, int outRank, double ratio, Initializer initializer, Execution execution) {
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
