package org.rank1.ops.parameterization;

import org.rank1.plugin.Described;

/**
 * How a form with spatial filters of their own, or shared 1-D ones, is trained: as {@link
 * FormTraining}, without the initializer for filter-wise rank one.
 */
public record SeparableTraining(
    @Described(like = FormTraining.class) Initializer initializer,
    @Described(like = FormTraining.class) Execution execution) {
  /** He, and the execution that is faster for the shape. */
  public SeparableTraining() {
    this(Initializer.HE, Execution.AUTO);
  }

  /** Checks that the initializer can draw the factors. */
  public SeparableTraining {
    initializer.requireNotSpectral();
  }
}
