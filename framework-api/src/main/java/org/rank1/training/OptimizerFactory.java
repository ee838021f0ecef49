package org.rank1.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;

/** Makes the optimizer of a run: the socket {@code OptimizerFactory}. */
@FunctionalInterface
public interface OptimizerFactory {

  /**
   * The optimizer of one run.
   *
   * @param groups everything that is learned
   * @param state where state tensors may live; closed by the caller at the end of the run
   */
  Optimizer create(List<ParameterGroup> groups, NDManager state);

  /** Moves the parameters of one run. */
  interface Optimizer {
    /**
     * Moves every parameter along its gradient, in place, and clears the gradients.
     *
     * @param rateFactor the schedule's factor on the learning rate
     */
    void step(double rateFactor);

    /** Forgets what was accumulated for a parameter (momentum, moments), if anything. */
    void resetState(String path);

    /**
     * A copy of everything that further steps depend on and that is not in the parameters: what was
     * accumulated, and counts of steps as tensors without axes. Empty for an optimizer that keeps
     * nothing, as it is unless overridden.
     *
     * @param owner owns the copies
     * @return by {@code path#name}, for example {@code conv1/t#velocity}, with the parameter's path
     */
    default Map<String, NDArray> state(NDManager owner) {
      return Map.of();
    }

    /**
     * Takes over what {@link #state} of an equal optimizer of equal parameters gave: with equal
     * parameters and gradients, further steps are then the same to the bit.
     *
     * @param state copied; may be closed afterwards
     * @throws IllegalArgumentException if something is missing, unknown or of another shape
     */
    default void restore(Map<String, NDArray> state) {
      if (!state.isEmpty()) {
        throw new IllegalArgumentException(
            "This optimizer keeps no state, so it cannot take over " + state.keySet());
      }
    }
  }
}
