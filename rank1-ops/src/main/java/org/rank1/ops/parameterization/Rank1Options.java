package org.rank1.ops.parameterization;

/**
 * Options of {@code rank1}.
 *
 * @param initializer how the factors are drawn, stated on the composed kernel
 * @param execution how the convolution runs; a matter of speed only
 */
public record Rank1Options(Initializer initializer, Execution execution) {
  /** He, and the execution that is faster for the shape. */
  public Rank1Options() {
    this(Initializer.HE, Execution.AUTO);
  }

  /** Ways to draw factors; their norms are balanced in each. */
  public enum Initializer {
    /** Independent Gaussian factors whose product has the variance {@link KernelVariance#HE}. */
    HE,
    /** Independent Gaussian factors whose product has {@link KernelVariance#XAVIER}. */
    XAVIER,
    /**
     * The best rank-1 approximation of each filter of a dense Gaussian kernel with {@link
     * KernelVariance#HE}, rescaled to the norm of the dense filter.
     */
    SPECTRAL
  }

  /** Ways to compute the same convolution. */
  public enum Execution {
    /** Pointwise convolution, then a depthwise one with the outer product of the axis factors. */
    FACTORIZED,
    /** The outer product of all factors, then one convolution. */
    COMPOSED,
    /** Whichever {@link Rank1Parameterization#execution} names for the shape. */
    AUTO
  }
}
