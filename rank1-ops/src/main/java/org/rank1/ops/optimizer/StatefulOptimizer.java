package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     * @param state one array of the parameter's shape for each name, zero at first
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

  /** Beside the names of the arrays, in what is saved. */
  private static final String STEP = "step";

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final List<String> names;
  private final Rule rule;

  /**
   * Starts with zero state.
   *
   * @param names of the state arrays of each parameter
   */
  StatefulOptimizer(List<ParameterGroup> groups, NDManager manager, List<String> names, Rule rule) {
    this.names = names;
    this.rule = rule;
    for (ParameterGroup group : groups) {
      group
          .tensors()
          .forEach(
              (role, tensor) ->
                  slots.put(group.path(role), new Slot(tensor, names.size(), manager)));
    }
  }

  static void checkRateFactor(double rateFactor) {
    if (!(rateFactor >= 0 && rateFactor <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal rate factor " + rateFactor + ", must be finite and at least 0");
    }
  }

  @Override
  public void step(double rateFactor) {
    checkRateFactor(rateFactor);
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

  @Override
  public Map<String, NDArray> state(NDManager owner) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    if (!names.isEmpty()) {
      slots.forEach(
          (path, slot) -> {
            for (int i = 0; i < names.size(); i++) {
              NDArray copy = slot.state.get(i).duplicate();
              copy.attach(owner);
              copies.put(path + "#" + names.get(i), copy);
            }
            copies.put(path + "#" + STEP, owner.create(slot.step));
          });
    }
    return Collections.unmodifiableMap(copies);
  }

  @Override
  public void restore(Map<String, NDArray> state) {
    Set<String> expected = new LinkedHashSet<>();
    for (String path : names.isEmpty() ? Set.<String>of() : slots.keySet()) {
      names.forEach(name -> expected.add(path + "#" + name));
      expected.add(path + "#" + STEP);
    }
    if (!expected.equals(state.keySet())) {
      throw new IllegalArgumentException(
          "The state of %s does not fit an optimizer that keeps %s"
              .formatted(state.keySet(), expected));
    }
    slots.forEach(
        (path, slot) -> {
          for (int i = 0; i < names.size(); i++) {
            assign(slot.state.get(i), path + "#" + names.get(i), state);
          }
          NDArray count = state.get(path + "#" + STEP);
          slot.step = count == null ? 0 : count.getLong();
        });
  }

  private static void assign(NDArray target, String key, Map<String, NDArray> state) {
    NDArray source = state.get(key);
    if (source == null || !source.getShape().equals(target.getShape())) {
      throw new IllegalArgumentException(
          "The state \"%s\" must have shape %s, not %s"
              .formatted(key, target.getShape(), source == null ? "none" : source.getShape()));
    }
    Tensors.assignInPlace(target, source);
  }
}
