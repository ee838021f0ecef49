package org.rank1.runtime;

import java.util.function.Supplier;

/**
 * An ONNX model that our own check has passed, as a runtime opens it. Models that were checked keep
 * what is derived from them; one that is only bytes, as here, keeps nothing:
 *
 * <pre>{@code
 * InferenceSession session = runtime.open(() -> bytes);
 * }</pre>
 */
@FunctionalInterface
public interface OnnxModel {

  /** The serialized model, with all weights inside. */
  byte[] bytes();

  /**
   * What somebody derives from the model, for example its cost: computed once for each model and
   * kept as long as the model is.
   *
   * @param kind under which it is kept
   * @param compute computes it the first time; what it throws is not kept
   */
  default <T> T derived(Class<T> kind, Supplier<? extends T> compute) {
    return compute.get();
  }
}
