package org.rank1.onnx.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lowering of every convolution of a network.
 *
 * @param byLayer the lowering's name, by the layer's, in the order of the network
 */
public record Lowerings(Map<String, String> byLayer) {
  /** Copies. */
  public Lowerings {
    byLayer = Collections.unmodifiableMap(new LinkedHashMap<>(byLayer));
  }

  /**
   * The lowering of a layer.
   *
   * @throws IllegalArgumentException if nobody has chosen one
   */
  public String of(String layer) {
    String lowering = byLayer.get(layer);
    if (lowering == null) {
      throw new IllegalArgumentException(
          "no lowering is chosen for layer \"%s\", only for %s".formatted(layer, byLayer.keySet()));
    }
    return lowering;
  }

  /** These as a selection, which refuses what a layer's form does not offer. */
  public LoweringSelection selection() {
    return LoweringSelection.perLayer((layer, conv) -> of(layer.name()));
  }
}
