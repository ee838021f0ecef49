package org.rank1.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.provenance.Provenance;

/**
 * What a network has learned: its spec and the tensors of every layer, engine-free. A snapshot that
 * exists is complete: every tensor of {@link NetworkSpec#tensors} is there, in its shape.
 */
public final class NetworkSnapshot {
  private final NetworkSpec network;
  private final Map<String, Map<String, FloatTensor>> tensors;
  private final InputContract input;
  private final Provenance provenance;

  /**
   * Checks completeness.
   *
   * @param tensors layer name to role to tensor; layers without tensors may be left out
   * @param input how images become the network's input
   * @throws IllegalArgumentException naming the layer and tensor that is missing, unknown or
   *     misshapen
   */
  public NetworkSnapshot(
      NetworkSpec network,
      Map<String, Map<String, FloatTensor>> tensors,
      InputContract input,
      Provenance provenance) {
    Map<String, Map<String, FloatTensor>> ordered = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      try {
        ordered.put(
            layer.name(),
            Factors.of(network.tensors(layer), tensors.getOrDefault(layer.name(), Map.of()))
                .asMap());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("Layer \"" + layer.name() + "\": " + e.getMessage(), e);
      }
    }
    for (String name : tensors.keySet()) {
      if (!ordered.containsKey(name)) {
        throw new IllegalArgumentException("Tensors for unknown layer \"" + name + "\"");
      }
    }
    this.network = network;
    this.tensors = Collections.unmodifiableMap(ordered);
    this.input = input;
    this.provenance = provenance;
  }

  /** What the network is. */
  public NetworkSpec network() {
    return network;
  }

  /** The tensors of a layer by role. */
  public Map<String, FloatTensor> tensors(LayerSpec layer) {
    return tensors.getOrDefault(layer.name(), Map.of());
  }

  /** The tensor of a layer in a role. */
  public FloatTensor tensor(LayerSpec layer, String role) {
    FloatTensor tensor = tensors(layer).get(role);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "Layer \"%s\" has no tensor \"%s\"".formatted(layer.name(), role));
    }
    return tensor;
  }

  /** The factors of a convolution's kernel. */
  public Factors factors(LayerSpec.Convolution layer) {
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    var specs = layer.form().factors(network.convSpec(layer));
    for (TensorSpec spec : specs) {
      factors.put(spec.name(), tensor(layer, spec.name()));
    }
    return Factors.of(specs, factors);
  }

  /** How images become the network's input. */
  public InputContract input() {
    return input;
  }

  /** How it came about. */
  public Provenance provenance() {
    return provenance;
  }
}
