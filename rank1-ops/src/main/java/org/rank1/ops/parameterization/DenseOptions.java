package org.rank1.ops.parameterization;

/**
 * Options of {@code dense}.
 *
 * @param initializer the variance of the Gaussian that draws the kernel
 */
public record DenseOptions(KernelVariance initializer) {
  /** He. */
  public DenseOptions() {
    this(KernelVariance.HE);
  }
}
