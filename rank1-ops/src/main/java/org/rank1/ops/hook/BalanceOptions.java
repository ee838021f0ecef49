package org.rank1.ops.hook;

import org.rank1.plugin.Described;
import org.rank1.training.Cadence;
import org.rank1.training.ProjectOptions.OptimizerState;

/** Options of {@code balance}. */
public record BalanceOptions(
    @Described(
            value = "when factors are balanced during training; its end always balances",
            legal = "step:k, epoch:k (k from 1) or end")
        String when,
    @Described("what becomes of momentum and moments of the factors")
        OptimizerState optimizerState) {

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
