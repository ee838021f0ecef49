package org.rank1.training;

import org.rank1.plugin.Described;

/**
 * When kernels are projected during training, and what that does to the optimizer: options of every
 * {@link KernelProjection}, beside its own.
 */
public record ProjectOptions(
    @Described(
            value = "when kernels are projected during training; its end always projects",
            legal = "step:k, epoch:k (k from 1) or end")
        String when,
    @Described("what becomes of momentum and moments of a projected kernel")
        OptimizerState optimizerState) {

  /** What becomes of what the optimizer has accumulated for a parameter that was projected. */
  public enum OptimizerState {
    /** It stays, although it belongs to the kernel before the projection. */
    @Described("they stay, although they belong to the kernel before the projection")
    KEEP,
    /** It is forgotten, as if training started at the projected kernel. */
    @Described("they are forgotten, as if training started at the projected kernel")
    RESET
  }

  /** After every epoch, keeping the state. */
  public ProjectOptions() {
    this("epoch:1", OptimizerState.KEEP);
  }

  /** Checks the form given above. */
  public ProjectOptions {
    Cadence.parse("when", when);
  }

  /** {@link #when}, read. */
  public Cadence cadence() {
    return Cadence.parse("when", when);
  }
}
