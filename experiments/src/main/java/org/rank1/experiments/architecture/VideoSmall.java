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
 * A small network for video, {@code [C, T, H, W]}, after Tran, Bourdev, Fergus, Torresani, Paluri,
 * <em>Learning Spatiotemporal Features with 3D Convolutional Networks</em>, 2015: 3×3×3
 * convolutions, a first pooling that keeps time, then pooling of all axes. In place of the wide
 * fully connected layers stands a global pooling, and every convolution has a batch norm and a
 * ReLU. An input needs 4 frames of 8×8.
 *
 * <p>Layers: {@code conv1, bn1, relu1, pool1, conv2, …, pool3, conv5, …, pool, flatten, logits}.
 */
public final class VideoSmall implements Architecture {
  /** The name under which it is bound. */
  public static final String NAME = "video-small";

  /** Channels of the convolutions between two poolings. */
  private static final List<List<Integer>> BLOCKS =
      List.of(List.of(32), List.of(64), List.of(128, 128), List.of(256, 256));

  private static final int AXES = 3;

  @Override
  public NetworkSpec build(FeatureShape input, int classes, FilterForm form) {
    if (input.spatial().size() != AXES) {
      throw new IllegalArgumentException(
          "illegal input " + input + ", must be channels, frames, height and width");
    }
    ConvGeometry window = new ConvGeometry(Collections.nCopies(AXES, ConvAxis.same(3)), 1);
    ConvAxis half = new ConvAxis(2, 2, 0, 0, 1);
    NetworkBuilder network = new NetworkBuilder(NAME, input, form);
    int conv = 0;
    for (int block = 0; block < BLOCKS.size(); block++) {
      if (block > 0) {
        ConvAxis time = block == 1 ? ConvAxis.IDENTITY : half;
        network.add(
            new LayerSpec.MaxPool("pool" + block, network.current(), List.of(time, half, half)));
      }
      for (int channels : BLOCKS.get(block)) {
        conv++;
        network.conv("conv" + conv, channels, window, false);
        network.batchNorm("bn" + conv).relu("relu" + conv);
      }
    }
    return network.globalAveragePool("pool").flatten("flatten").dense("logits", classes).build();
  }
}
