package org.rank1.ops.hook;

/**
 * Lengths of the phases of {@code compose-decompose}.
 *
 * @param kernelEpochs epochs of each phase of free kernels, at least 1
 * @param factorEpochs epochs of each phase of factors, at least 1; the last phase takes what the
 *     others leave
 */
public record ComposeDecomposeOptions(int kernelEpochs, int factorEpochs) {
  /** One epoch each. */
  public ComposeDecomposeOptions() {
    this(1, 1);
  }

  /** Checks the ranges given above. */
  public ComposeDecomposeOptions {
    atLeastOne("kernelEpochs", kernelEpochs);
    atLeastOne("factorEpochs", factorEpochs);
  }

  private static void atLeastOne(String name, int epochs) {
    if (epochs < 1 || epochs > 1_000_000) {
      throw new IllegalArgumentException(
          "illegal %s %d, must be within [1, 1000000]".formatted(name, epochs));
    }
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
