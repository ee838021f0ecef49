package org.rank1.ops.hook;

import org.rank1.training.Cadence;
import org.rank1.training.ProjectOptions.OptimizerState;

/**
 * Options of {@code balance}.
 *
 * @param when {@code step:k} or {@code epoch:k} for every k-th step or epoch, k at least 1, or
 *     {@code end}; the end of training always balances
 * @param optimizerState what becomes of momentum and moments of the factors
 */
public record BalanceOptions(String when, OptimizerState optimizerState) {

  /** After every epoch, keeping the state. */
  public BalanceOptions() {
    this("epoch:1", OptimizerState.KEEP);
  }

  /** Checks the form given above. */
  public BalanceOptions {
    Cadence.parse("when", when);
  }

  /** {@link #when}, read. */
  public Cadence cadence() {
    return Cadence.parse("when", when);
  }
}
