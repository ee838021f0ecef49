package org.rank1.experiments.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.runtime.ExecutedNode;
import org.rank1.onnx.runtime.ExecutionTrace;

/**
 * To which layer of a network each executed node belongs. A convolution or fully connected layer
 * owns what a runtime can fuse into it: batch norm, ReLU and the addition that read it.
 */
final class LayerOwners {
  /** ONNX Runtime ends so the name of a node that replaces another one on its own layout. */
  private static final String BLOCKED = "_nchwc";

  private final Map<String, String> owners = new HashMap<>();

  LayerOwners(NetworkSpec network) {
    for (LayerSpec layer : network.layers()) {
      if (layer instanceof LayerSpec.Convolution || layer instanceof LayerSpec.Dense) {
        owners.put(layer.name(), layer.name());
      } else if (layer instanceof LayerSpec.BatchNorm
          || layer instanceof LayerSpec.Relu
          || layer instanceof LayerSpec.Dropout
          || layer instanceof LayerSpec.Add) {
        String owner = owners.get(layer.inputs().get(0));
        if (owner != null) {
          owners.put(layer.name(), owner);
        }
      }
    }
  }

  /** The layer a node belongs to, by the names the exporter gives. */
  Optional<String> of(ExecutedNode node) {
    String name = node.name();
    int suffix = name.lastIndexOf(BLOCKED);
    String original = suffix < 0 ? name : name.substring(0, suffix);
    while (true) {
      String owner = owners.get(original);
      int slash = original.lastIndexOf('/');
      if (owner != null || slash < 0) {
        return Optional.ofNullable(owner);
      }
      original = original.substring(0, slash);
    }
  }

  /** The nodes of every layer, in the order in which they ran. */
  Map<String, List<ExecutedNode>> nodes(ExecutionTrace trace) {
    Map<String, List<ExecutedNode>> nodes = new HashMap<>();
    for (ExecutedNode node : trace.nodes()) {
      of(node).ifPresent(o -> nodes.computeIfAbsent(o, key -> new ArrayList<>()).add(node));
    }
    return nodes;
  }
}
