package org.rank1.ops.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.ParameterGroup;

/** The live arrays of a network, by layer and role; the same arrays from the first step on. */
final class NetworkTensors {
  private final NetworkSpec network;
  private final Map<String, Map<String, NDArray>> arrays = new LinkedHashMap<>();

  /**
   * Copies start values to the manager's device.
   *
   * @param values asked once per layer with tensors, in order
   */
  NetworkTensors(
      NetworkSpec network,
      NDManager manager,
      BiFunction<LayerSpec, List<TensorSpec>, Map<String, FloatTensor>> values) {
    this.network = network;
    for (LayerSpec layer : network.layers()) {
      List<TensorSpec> specs = network.tensors(layer);
      Map<String, NDArray> ofLayer = new LinkedHashMap<>();
      if (!specs.isEmpty()) {
        Factors start = Factors.of(specs, values.apply(layer, specs));
        for (TensorSpec spec : specs) {
          ofLayer.put(
              spec.name(),
              live(layer, spec.name(), Tensors.copyOf(start.get(spec.name()), manager)));
        }
      }
      arrays.put(layer.name(), ofLayer);
    }
  }

  private static NDArray live(LayerSpec layer, String role, NDArray array) {
    if (LayerTensors.isLearned(layer, role)) {
      array.setRequiresGradient(true);
    }
    array.setName(layer.name() + "/" + role);
    return array;
  }

  Map<String, NDArray> of(LayerSpec layer) {
    return arrays.getOrDefault(layer.name(), Map.of());
  }

  List<ParameterGroup> learned() {
    List<ParameterGroup> groups = new ArrayList<>();
    for (LayerSpec layer : network.layers()) {
      Map<String, NDArray> learned = new LinkedHashMap<>(of(layer));
      learned.keySet().removeIf(role -> !LayerTensors.isLearned(layer, role));
      if (!learned.isEmpty()) {
        groups.add(new ParameterGroup(layer, learned));
      }
    }
    return List.copyOf(groups);
  }

  Map<String, Map<String, FloatTensor>> copies() {
    Map<String, Map<String, FloatTensor>> copies = new LinkedHashMap<>();
    arrays.forEach(
        (layer, byRole) -> {
          Map<String, FloatTensor> copy = new LinkedHashMap<>();
          byRole.forEach((role, array) -> copy.put(role, Tensors.copyOf(array)));
          copies.put(layer, copy);
        });
    return copies;
  }

  void assign(LayerSpec layer, String role, FloatTensor value) {
    NDArray target = of(layer).get(role);
    if (target == null) {
      throw new IllegalArgumentException(
          "Layer \"%s\" has no tensor \"%s\"".formatted(layer.name(), role));
    }
    try (NDArray source = Tensors.copyOf(value, target.getManager())) {
      Tensors.assignInPlace(target, source);
    }
  }

  Optional<String> firstNonFinite() {
    for (Map.Entry<String, Map<String, NDArray>> layer : arrays.entrySet()) {
      for (Map.Entry<String, NDArray> tensor : layer.getValue().entrySet()) {
        for (float value : tensor.getValue().toFloatArray()) {
          if (!Float.isFinite(value)) {
            return Optional.of(layer.getKey() + "/" + tensor.getKey());
          }
        }
      }
    }
    return Optional.empty();
  }
}
