package org.rank1.filter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The factors of one kernel by name, in the order in which the form declares them. */
public final class Factors {
  private final Map<String, FloatTensor> byName;

  private Factors(Map<String, FloatTensor> byName) {
    this.byName = byName;
  }

  /**
   * Factors that fit a form.
   *
   * @throws IllegalArgumentException if a factor is missing, unknown or of another shape
   */
  public static Factors of(List<TensorSpec> specs, Map<String, FloatTensor> tensors) {
    Map<String, FloatTensor> ordered = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      FloatTensor tensor = tensors.get(spec.name());
      if (tensor == null) {
        throw new IllegalArgumentException(
            "Factor \"" + spec.name() + "\" is missing. Present: " + tensors.keySet());
      }
      if (!tensor.shape().equals(spec.shape())) {
        throw new IllegalArgumentException(
            "Factor \""
                + spec.name()
                + "\" has shape "
                + tensor.shape()
                + ", expected "
                + spec.shape());
      }
      ordered.put(spec.name(), tensor);
    }
    for (String name : tensors.keySet()) {
      if (!ordered.containsKey(name)) {
        throw new IllegalArgumentException(
            "Unknown factor \"" + name + "\". Expected: " + ordered.keySet());
      }
    }
    return new Factors(Collections.unmodifiableMap(ordered));
  }

  /**
   * The factor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public FloatTensor get(String name) {
    FloatTensor tensor = byName.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "Unknown factor \"" + name + "\". Available: " + byName.keySet());
    }
    return tensor;
  }

  /** All factors, in declaration order. */
  public Map<String, FloatTensor> asMap() {
    return byName;
  }
}
