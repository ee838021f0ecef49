package org.rank1.ops.parameterization;

import org.rank1.plugin.Described;

/** Options of {@code dense}. */
public record DenseOptions(
    @Described("variance of the Gaussian that draws the kernel") KernelVariance initializer) {
  /** He. */
  public DenseOptions() {
    this(KernelVariance.HE);
  }
}
