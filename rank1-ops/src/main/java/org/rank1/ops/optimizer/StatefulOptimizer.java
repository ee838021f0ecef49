package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/** Walks over all parameters, hands each its gradient and its state, and keeps that state. */
final class StatefulOptimizer implements OptimizerFactory.Optimizer {

  /** How one parameter moves. */
  interface Rule {
    /**
     * Moves the parameter in place and clears its gradient, as the engine's fused updates do.
     *
     * @param state as many arrays of the parameter's shape as the optimizer keeps, zero at first
     * @param step steps of this parameter since its state was zero, this one included
     */
    void move(
        NDArray parameter, NDArray gradient, List<NDArray> state, long step, double rateFactor);
  }

  private static final class Slot {
    final NDArray parameter;
    final List<NDArray> state = new ArrayList<>();
    long step;

    Slot(NDArray parameter, int arrays, NDManager manager) {
      this.parameter = parameter;
      for (int i = 0; i < arrays; i++) {
        state.add(manager.zeros(parameter.getShape(), parameter.getDataType()));
      }
    }
  }

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Rule rule;

  /**
   * Starts with zero state.
   *
   * @param arrays state arrays per parameter
   */
  StatefulOptimizer(List<ParameterGroup> groups, NDManager manager, int arrays, Rule rule) {
    this.rule = rule;
    for (ParameterGroup group : groups) {
      group
          .tensors()
          .forEach(
              (role, tensor) -> slots.put(group.path(role), new Slot(tensor, arrays, manager)));
    }
  }

  @Override
  public void step(double rateFactor) {
    if (!(rateFactor >= 0 && rateFactor <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal rate factor " + rateFactor + ", must be finite and at least 0");
    }
    for (Slot slot : slots.values()) {
      // Every call to getGradient makes a new handle in the parameter's manager.
      try (NDArray gradient = slot.parameter.getGradient()) {
        slot.step++;
        rule.move(slot.parameter, gradient, slot.state, slot.step, rateFactor);
      }
    }
  }

  @Override
  public void resetState(String path) {
    Slot slot = slots.get(path);
    if (slot == null) {
      throw new IllegalArgumentException(
          "No parameter \"" + path + "\". Parameters: " + slots.keySet());
    }
    slot.step = 0;
    for (NDArray array : slot.state) {
      try (NDArray zeros = array.zerosLike()) {
        Tensors.assignInPlace(array, zeros);
      }
    }
  }
}
