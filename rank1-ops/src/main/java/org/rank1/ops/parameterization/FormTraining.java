package org.rank1.ops.parameterization;

/**
 * How a form without options of its own is trained.
 *
 * @param initializer how the factors are drawn
 * @param execution how the convolution runs; a matter of speed only
 */
public record FormTraining(Initializer initializer, Execution execution) {
  /** He, and the execution that is faster for the shape. */
  public FormTraining() {
    this(Initializer.HE, Execution.AUTO);
  }
}
