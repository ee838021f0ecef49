package org.rank1.network;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * What a network is: a directed acyclic graph of named layers. Layers stand in topological order;
 * the last one is the output. A spec that exists is valid: names, order and shapes are checked when
 * it is made.
 */
public final class NetworkSpec {
  /** The name of the network's input. */
  public static final String INPUT = "input";

  private final String name;
  private final FeatureShape input;
  private final List<LayerSpec> layers;
  private final Map<String, FeatureShape> shapes;

  /**
   * Checks and infers all shapes.
   *
   * @throws IllegalArgumentException naming the layer that is wrong
   */
  public NetworkSpec(String name, FeatureShape input, List<LayerSpec> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("Network \"" + name + "\" has no layers");
    }
    this.name = name;
    this.input = input;
    this.layers = List.copyOf(layers);
    this.shapes = ShapeInference.infer(input, this.layers);
  }

  /** The network's name. */
  public String name() {
    return name;
  }

  /** The shape of one input example. */
  public FeatureShape input() {
    return input;
  }

  /** The layers in topological order. */
  public List<LayerSpec> layers() {
    return layers;
  }

  /** The name of the output layer. */
  public String output() {
    return layers.get(layers.size() - 1).name();
  }

  /** The shape of one output example. */
  public FeatureShape outputShape() {
    return shapeOf(output());
  }

  /**
   * The output shape of a layer, or of {@link #INPUT}.
   *
   * @throws IllegalArgumentException if there is no such layer
   */
  public FeatureShape shapeOf(String layer) {
    FeatureShape shape = shapes.get(layer);
    if (shape == null) {
      throw new IllegalArgumentException(
          "Network \"" + name + "\" has no layer \"" + layer + "\". Layers: " + shapes.keySet());
    }
    return shape;
  }

  /** All convolutions, in order. */
  public List<LayerSpec.Convolution> convolutions() {
    return layers.stream()
        .flatMap(l -> l instanceof LayerSpec.Convolution c ? Stream.of(c) : Stream.empty())
        .toList();
  }

  /** Channels and geometry of a convolution of this network. */
  public ConvSpec convSpec(LayerSpec.Convolution layer) {
    return new ConvSpec(shapeOf(layer.input()).channels(), layer.outChannels(), layer.geometry());
  }

  /** What a layer learns or keeps: see {@link LayerTensors}. */
  public List<TensorSpec> tensors(LayerSpec layer) {
    return LayerTensors.of(layer, shapeOf(layer.inputs().get(0)));
  }

  /** The same network with every convolution replaced. */
  public NetworkSpec mapConvolutions(UnaryOperator<LayerSpec.Convolution> change) {
    return new NetworkSpec(
        name,
        input,
        layers.stream()
            .map(l -> l instanceof LayerSpec.Convolution c ? (LayerSpec) change.apply(c) : l)
            .toList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSpec that
        && name.equals(that.name)
        && input.equals(that.input)
        && layers.equals(that.layers);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + input.hashCode()) + layers.hashCode();
  }

  @Override
  public String toString() {
    return "NetworkSpec[" + name + ", " + input + " → " + outputShape() + "]";
  }
}
