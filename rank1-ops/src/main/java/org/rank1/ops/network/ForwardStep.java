package org.rank1.ops.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;

/**
 * One step of a forward pass: a layer, or a max pooling and the ReLU before it at once.
 *
 * @param layer what is computed, and the name of the result
 * @param inputs the values it reads, by name
 * @param thenRelu whether a ReLU follows, in place of the one that the pooling reads: maximum and
 *     ReLU commute, with their gradients, and a ReLU after the pooling has less to do
 * @param lastRead the inputs that no later step reads, without the network's
 */
record ForwardStep(LayerSpec layer, List<String> inputs, boolean thenRelu, List<String> lastRead) {

  /** The steps of a network, in the order in which they run. */
  static List<ForwardStep> of(NetworkSpec network) {
    Map<String, Integer> readers = new HashMap<>();
    for (LayerSpec layer : network.layers()) {
      layer.inputs().forEach(read -> readers.merge(read, 1, Integer::sum));
    }
    Map<String, String> swapped = swappedRelus(network, readers);
    Map<String, Integer> left = new HashMap<>(readers);
    List<ForwardStep> steps = new ArrayList<>();
    for (LayerSpec layer : network.layers()) {
      if (swapped.containsKey(layer.name())) {
        continue;
      }
      List<String> inputs =
          layer.inputs().stream()
              .map(read -> Objects.requireNonNullElse(swapped.get(read), read))
              .toList();
      List<String> lastRead = new ArrayList<>();
      for (String read : inputs) {
        if (left.merge(read, -1, Integer::sum) == 0 && !read.equals(NetworkSpec.INPUT)) {
          lastRead.add(read);
        }
      }
      boolean thenRelu = !inputs.equals(layer.inputs());
      steps.add(new ForwardStep(layer, inputs, thenRelu, List.copyOf(lastRead)));
    }
    return List.copyOf(steps);
  }

  /**
   * The ReLUs that run after the pooling that reads them, with what they read: a pooling alone
   * reads the ReLU, which alone reads its input.
   */
  private static Map<String, String> swappedRelus(
      NetworkSpec network, Map<String, Integer> readers) {
    Map<String, String> inputs = new HashMap<>();
    Map<String, String> swapped = new HashMap<>();
    for (LayerSpec layer : network.layers()) {
      if (layer instanceof LayerSpec.Relu relu
          && readers.getOrDefault(relu.name(), 0) == 1
          && readers.getOrDefault(relu.input(), 0) == 1
          && !relu.input().equals(NetworkSpec.INPUT)) {
        inputs.put(relu.name(), relu.input());
      } else if (layer instanceof LayerSpec.MaxPool pool && inputs.containsKey(pool.input())) {
        swapped.put(pool.input(), inputs.getOrDefault(pool.input(), pool.input()));
      }
    }
    return swapped;
  }
}
