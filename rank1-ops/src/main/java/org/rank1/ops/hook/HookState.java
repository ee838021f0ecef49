package org.rank1.ops.hook;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Set;

/** What a hook is given to take over: numbers by name, all of them and no others. */
final class HookState {
  private final Map<String, NDArray> state;

  private HookState(Map<String, NDArray> state) {
    this.state = state;
  }

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if one is missing or unknown
   */
  static HookState of(Map<String, NDArray> state, String... names) {
    if (!state.keySet().equals(Set.of(names))) {
      throw new IllegalArgumentException(
          "The state of %s does not fit a hook that keeps %s"
              .formatted(state.keySet(), Set.of(names)));
    }
    return new HookState(state);
  }

  long getLong(String name) {
    return of(name).getLong();
  }

  double getDouble(String name) {
    return of(name).getDouble();
  }

  private NDArray of(String name) {
    NDArray array = state.get(name);
    if (array == null) {
      throw new IllegalArgumentException("No state \"" + name + "\". State: " + state.keySet());
    }
    return array;
  }
}
