package org.rank1.network;

import java.util.List;
import org.rank1.filter.ConvSpec;

/**
 * Learned parameters and multiply-adds of one example, layer by layer, from the sizes at which
 * stages really run. FLOPs are twice the multiply-adds.
 *
 * @param layers one entry per layer that learns or multiplies, in order
 */
public record NetworkCounts(List<LayerCount> layers) {

  /**
   * The counts of one layer.
   *
   * @param name the layer
   * @param convolution whether it is a convolution
   * @param parameters learned values, biases included
   * @param macs multiply-adds
   */
  public record LayerCount(String name, boolean convolution, long parameters, long macs) {}

  /** Counts with every convolution lowered in its form's preferred way. */
  public static NetworkCounts of(NetworkSpec network) {
    return of(network, (conv, spec) -> conv.form().lowerings(spec).get(0));
  }

  /** How each convolution is lowered. */
  @FunctionalInterface
  public interface LoweringChoice {
    /** The name of the lowering, one of the form's. */
    String lowering(LayerSpec.Convolution layer, ConvSpec conv);
  }

  /** Counts with every convolution lowered as chosen. */
  public static NetworkCounts of(NetworkSpec network, LoweringChoice choice) {
    return new NetworkCounts(
        network.layers().stream()
            .map(
                layer ->
                    new LayerCount(
                        layer.name(),
                        layer instanceof LayerSpec.Convolution,
                        parameters(network, layer),
                        macs(network, layer, choice)))
            .filter(count -> count.parameters() > 0 || count.macs() > 0)
            .toList());
  }

  private static long parameters(NetworkSpec network, LayerSpec layer) {
    return network.tensors(layer).stream()
        .filter(tensor -> LayerTensors.isLearned(layer, tensor.name()))
        .mapToLong(tensor -> tensor.size())
        .sum();
  }

  private static long macs(NetworkSpec network, LayerSpec layer, LoweringChoice choice) {
    if (layer instanceof LayerSpec.Convolution conv) {
      ConvSpec spec = network.convSpec(conv);
      return conv.form()
          .lower(spec, choice.lowering(conv, spec))
          .macs(network.shapeOf(conv.input()).spatial());
    }
    return layer instanceof LayerSpec.Dense dense
        ? (long) dense.units() * network.shapeOf(dense.input()).size()
        : 0;
  }

  /** Parameters of all layers. */
  public long parameters() {
    return layers.stream().mapToLong(LayerCount::parameters).sum();
  }

  /** Multiply-adds of all layers. */
  public long macs() {
    return layers.stream().mapToLong(LayerCount::macs).sum();
  }

  /** Parameters of the convolutions, their biases included. */
  public long convParameters() {
    return layers.stream().filter(LayerCount::convolution).mapToLong(LayerCount::parameters).sum();
  }

  /** Multiply-adds of the convolutions. */
  public long convMacs() {
    return layers.stream().filter(LayerCount::convolution).mapToLong(LayerCount::macs).sum();
  }
}
