package org.rank1.training;

import ai.djl.ndarray.NDManager;
import java.util.List;

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
  }
}
