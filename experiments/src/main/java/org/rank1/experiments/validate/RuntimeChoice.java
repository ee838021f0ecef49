package org.rank1.experiments.validate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;

/**
 * What shall run exported models: any part that is an {@code InferenceRuntime}.
 *
 * @param name of the part
 * @param options of the part, as text; the others have their defaults
 */
public record RuntimeChoice(String name, Map<String, String> options) {
  /** ONNX Runtime on its CPU provider, as it is by default. */
  public RuntimeChoice() {
    this(OnnxRuntimeCpu.NAME, Map.of());
  }

  /** Copies. */
  public RuntimeChoice {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /** Whether it is what runs models where nobody chooses. */
  public boolean isDefault() {
    return equals(new RuntimeChoice());
  }
}
