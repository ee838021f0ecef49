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
 * A network of the ResNet family: a stem, residual blocks, a global average pooling and one fully
 * connected layer. No convolution has a bias; each is followed by batch norm. Where a block changes
 * the shape, its shortcut is a 1×1 convolution with batch norm (option B of the paper, also in the
 * networks for small images, where the paper pads with zeros instead).
 *
 * <p>Layers: {@code conv1, bn1, relu1} and, for large images, {@code pool1}; then for block {@code
 * i} (from 0) of stage {@code s} (from 1), under {@code block<s>.<i>}, {@code conv1, bn1, relu1,
 * conv2, bn2, …, shortcut, shortcut-bn, add, relu}, as in {@code block2.0.conv1}; last {@code pool,
 * flatten, logits}.
 */
public final class ResNet implements Architecture {
  private final ResNetPlan plan;
  private final ResNetOptions options;

  /** The network of a plan. */
  public ResNet(ResNetPlan plan, ResNetOptions options) {
    this.plan = plan;
    this.options = options;
  }

  @Override
  public NetworkSpec build(FeatureShape input, int classes, FilterForm form) {
    int axes = input.spatial().size();
    NetworkBuilder network = new NetworkBuilder(plan.name(), input, form);
    int channels = stem(network, axes);
    for (int stage = 0; stage < plan.stages().size(); stage++) {
      ResNetPlan.Stage blocks = plan.stages().get(stage);
      int inner = options.scaled(blocks.channels());
      for (int i = 0; i < blocks.blocks(); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        String path = "block" + (stage + 1) + "." + i + ".";
        int outer = inner * plan.block().expansion();
        block(network, path, axes, inner, stride, channels != outer);
        channels = outer;
      }
    }
    return network.globalAveragePool("pool").flatten("flatten").dense("logits", classes).build();
  }

  private int stem(NetworkBuilder network, int axes) {
    int channels = options.scaled(plan.stages().get(0).channels());
    boolean large = plan.stem() == ResNetPlan.Stem.LARGE_IMAGES;
    network
        .conv("conv1", channels, large ? window(axes, 7, 2) : window(axes, 3, 1), false)
        .batchNorm("bn1")
        .relu("relu1");
    if (large) {
      network.add(new LayerSpec.MaxPool("pool1", network.current(), window(axes, 3, 2).axes()));
    }
    return channels;
  }

  private void block(
      NetworkBuilder network, String path, int axes, int inner, int stride, boolean widens) {
    String entry = network.current();
    int outer = inner * plan.block().expansion();
    if (plan.block() == ResNetPlan.BlockKind.BASIC) {
      conv(network, path, 1, inner, window(axes, 3, stride)).relu(path + "relu1");
      conv(network, path, 2, outer, window(axes, 3, 1));
    } else {
      conv(network, path, 1, inner, window(axes, 1, 1)).relu(path + "relu1");
      conv(network, path, 2, inner, window(axes, 3, stride)).relu(path + "relu2");
      conv(network, path, 3, outer, window(axes, 1, 1));
    }
    String residual = network.current();
    String shortcut = entry;
    if (widens || stride > 1) {
      shortcut =
          network
              .from(entry)
              .conv(path + "shortcut", outer, window(axes, 1, stride), false)
              .batchNorm(path + "shortcut-bn")
              .current();
    }
    network.add(new LayerSpec.Add(path + "add", List.of(residual, shortcut))).relu(path + "relu");
  }

  private static NetworkBuilder conv(
      NetworkBuilder network, String path, int number, int channels, ConvGeometry window) {
    return network
        .conv(path + "conv" + number, channels, window, false)
        .batchNorm(path + "bn" + number);
  }

  private static ConvGeometry window(int axes, int kernel, int stride) {
    int padding = (kernel - 1) / 2;
    return new ConvGeometry(
        Collections.nCopies(axes, new ConvAxis(kernel, stride, padding, padding, 1)), 1);
  }
}
