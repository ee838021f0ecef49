package org.rank1.ops.parameterization;

/**
 * How a form with spatial filters of their own, or shared 1-D ones, is trained: as {@link
 * FormTraining}, without the initializer for filter-wise rank one.
 *
 * @param initializer how the factors are drawn
 * @param execution how the convolution runs; a matter of speed only
 */
public record SeparableTraining(Initializer initializer, Execution execution) {
  /** He, and the execution that is faster for the shape. */
  public SeparableTraining() {
    this(Initializer.HE, Execution.AUTO);
  }

  /** Checks that the initializer can draw the factors. */
  public SeparableTraining {
    initializer.requireNotSpectral();
  }
}
