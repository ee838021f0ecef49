package org.rank1.training;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.network.LayerSpec;

/**
 * The learned tensors of one layer; live arrays with gradients.
 *
 * @param layer the layer, whose name is the group's stable path and which knows its form
 * @param tensors role to tensor, in a fixed order
 */
public record ParameterGroup(LayerSpec layer, Map<String, NDArray> tensors) {
  /** Copies, keeping the order. */
  public ParameterGroup {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** The stable path of a tensor: {@code layer/role}. */
  public String path(String role) {
    return layer.name() + "/" + role;
  }
}
