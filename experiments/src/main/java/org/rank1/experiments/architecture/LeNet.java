package org.rank1.experiments.architecture;

import java.util.Collections;
import java.util.List;
import org.rank1.architecture.Architecture;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;

/**
 * LeNet-5 (LeCun, Bottou, Bengio, Haffner, <em>Gradient-Based Learning Applied to Document
 * Recognition</em>, 1998): 5×5 convolutions of 6 and 16 channels with bias, each followed by an
 * average pooling by 2, then fully connected layers of 120, 84 and as many units as there are
 * classes. As is usual today: ReLU in place of the scaled tanh, poolings that learn nothing, all
 * channels connected, a linear last layer, and padding of 2 in the first convolution in place of
 * images padded to 32×32.
 *
 * <p>Layers: {@code conv1, relu1, pool1, conv2, relu2, pool2, flatten, fc1, relu3, fc2, relu4,
 * logits}.
 */
public final class LeNet implements Architecture {
  /** The part's name. */
  public static final String NAME = "lenet";

  /** The network; it has no options. */
  public LeNet() {}

  @Override
  public NetworkSpec build(FeatureShape input, int classes, FilterForm form) {
    int axes = input.spatial().size();
    NetworkBuilder network = new NetworkBuilder(NAME, input, form);
    network.conv("conv1", 6, window(axes, ConvAxis.same(5)), true).relu("relu1");
    halve(network, "pool1", axes);
    network.conv("conv2", 16, window(axes, new ConvAxis(5, 1, 0, 0, 1)), true).relu("relu2");
    halve(network, "pool2", axes);
    return network
        .flatten("flatten")
        .dense("fc1", 120)
        .relu("relu3")
        .dense("fc2", 84)
        .relu("relu4")
        .dense("logits", classes)
        .build();
  }

  private static void halve(NetworkBuilder network, String layer, int axes) {
    List<ConvAxis> window = Collections.nCopies(axes, new ConvAxis(2, 2, 0, 0, 1));
    network.add(new LayerSpec.AveragePool(layer, network.current(), window, false));
  }

  private static ConvGeometry window(int axes, ConvAxis axis) {
    return new ConvGeometry(Collections.nCopies(axes, axis), 1);
  }
}
