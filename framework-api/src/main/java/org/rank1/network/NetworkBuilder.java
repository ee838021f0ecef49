package org.rank1.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;

/**
 * Builds a {@link NetworkSpec} layer by layer. Each method appends a layer that reads the one
 * before and makes it the current one; {@link #from} moves to another layer to branch.
 *
 * <pre>{@code
 * NetworkSpec tiny = new NetworkBuilder("tiny", FeatureShape.of(1, 28, 28), form)
 *     .conv("conv1", 16, ConvGeometry.same2d(3), false).batchNorm("bn1").relu("relu1")
 *     .globalAveragePool("pool").flatten("flatten").dense("logits", 10)
 *     .build();
 * }</pre>
 */
public final class NetworkBuilder {
  private final String name;
  private final FeatureShape input;
  private final FilterForm form;
  private final List<LayerSpec> layers = new ArrayList<>();
  private String current = NetworkSpec.INPUT;

  /**
   * An empty network.
   *
   * @param form the form of every convolution
   */
  public NetworkBuilder(String name, FeatureShape input, FilterForm form) {
    this.name = name;
    this.input = input;
    this.form = form;
  }

  /** The name of the current layer. */
  public String current() {
    return current;
  }

  /** Continues from another layer. */
  public NetworkBuilder from(String layer) {
    current = layer;
    return this;
  }

  /** Appends any layer. */
  public NetworkBuilder add(LayerSpec layer) {
    layers.add(layer);
    current = layer.name();
    return this;
  }

  /** Appends a convolution. */
  public NetworkBuilder conv(String layer, int outChannels, ConvGeometry geometry, boolean bias) {
    return add(new LayerSpec.Convolution(layer, current, outChannels, geometry, bias, form));
  }

  /** Appends a batch norm with epsilon 1e-5 and momentum 0.9. */
  public NetworkBuilder batchNorm(String layer) {
    return add(new LayerSpec.BatchNorm(layer, current, 1e-5, 0.9));
  }

  /** Appends a ReLU. */
  public NetworkBuilder relu(String layer) {
    return add(new LayerSpec.Relu(layer, current));
  }

  /** Appends an unpadded max pooling with stride equal to the kernel on every spatial axis. */
  public NetworkBuilder maxPool(String layer, int kernel) {
    return add(
        new LayerSpec.MaxPool(
            layer,
            current,
            Collections.nCopies(input.spatial().size(), new ConvAxis(kernel, kernel, 0, 0, 1))));
  }

  /** Appends a global average pooling. */
  public NetworkBuilder globalAveragePool(String layer) {
    return add(new LayerSpec.GlobalAveragePool(layer, current));
  }

  /** Appends a flattening. */
  public NetworkBuilder flatten(String layer) {
    return add(new LayerSpec.Flatten(layer, current));
  }

  /** Appends a fully connected layer. */
  public NetworkBuilder dense(String layer, int units) {
    return add(new LayerSpec.Dense(layer, current, units));
  }

  /** Appends a dropout. */
  public NetworkBuilder dropout(String layer, double rate) {
    return add(new LayerSpec.Dropout(layer, current, rate));
  }

  /** The network; the current layer must be the last one added. */
  public NetworkSpec build() {
    return new NetworkSpec(name, input, layers);
  }
}
