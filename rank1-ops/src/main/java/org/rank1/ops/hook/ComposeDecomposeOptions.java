package org.rank1.ops.hook;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Lengths of the phases of {@code compose-decompose}. */
public record ComposeDecomposeOptions(
    @Described(
            value = "length of each phase of free kernels",
            unit = "epochs",
            range = "[1, 1000000]")
        int kernelEpochs,
    @Described(
            value = "length of each phase of factors; the last phase takes what the others leave",
            unit = "epochs",
            range = "[1, 1000000]")
        int factorEpochs) {
  /** One epoch each. */
  public ComposeDecomposeOptions() {
    this(1, 1);
  }

  /** Checks the ranges given above. */
  public ComposeDecomposeOptions {
    Legal.check(ComposeDecomposeOptions.class, kernelEpochs, factorEpochs);
  }

  /** Epochs of a phase of kernels and one of factors. */
  int cycle() {
    return kernelEpochs + factorEpochs;
  }

  /**
   * Whether kernels are free in an epoch. A phase of kernels begins only where a whole phase of
   * factors can follow it, so that training ends with factors.
   *
   * @param epoch from 0
   * @param epochs of the whole run
   */
  boolean isFree(int epoch, int epochs) {
    int begin = epoch - epoch % cycle();
    return epoch - begin < kernelEpochs && epochs - begin >= cycle();
  }
}
