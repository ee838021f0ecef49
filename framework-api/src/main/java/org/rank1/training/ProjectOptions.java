package org.rank1.training;

/**
 * When kernels are projected during training, and what that does to the optimizer: options of every
 * {@link KernelProjection}, beside its own.
 *
 * @param when {@code step:k} or {@code epoch:k} for every k-th step or epoch, k at least 1, or
 *     {@code end}; the end of training always projects
 * @param optimizerState what becomes of momentum and moments of a projected kernel
 */
public record ProjectOptions(String when, OptimizerState optimizerState) {

  /** What becomes of what the optimizer has accumulated for a parameter that was projected. */
  public enum OptimizerState {
    /** It stays, although it belongs to the kernel before the projection. */
    KEEP,
    /** It is forgotten, as if training started at the projected kernel. */
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
