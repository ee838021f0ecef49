package org.rank1.ops.parameterization;

/**
 * Options of {@code rank1}.
 *
 * @param initializer how the factors are drawn
 * @param execution how the convolution runs; a matter of speed only
 */
public record Rank1Options(Initializer initializer, Execution execution) {
  /** He, and the execution that is faster for the shape. */
  public Rank1Options() {
    this(Initializer.HE, Execution.AUTO);
  }
}
