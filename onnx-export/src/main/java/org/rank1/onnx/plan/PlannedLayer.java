package org.rank1.onnx.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one convolution is lowered.
 *
 * @param name the layer
 * @param form the name of its form
 * @param conv channels and geometry, for people and to see whether the plan fits
 * @param lowering one of the form's lowerings
 * @param innerChannels for information: channels between the stages, which the layer's rank decides
 * @param measuredMs for information: what each candidate took on its own, in milliseconds, entering
 *     and leaving the runtime included
 */
public record PlannedLayer(
    String name,
    String form,
    String conv,
    String lowering,
    List<Integer> innerChannels,
    Map<String, Double> measuredMs) {
  /** Copies. */
  public PlannedLayer {
    innerChannels = List.copyOf(innerChannels);
    measuredMs = Collections.unmodifiableMap(new LinkedHashMap<>(measuredMs));
  }
}
