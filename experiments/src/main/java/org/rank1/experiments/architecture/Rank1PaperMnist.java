package org.rank1.experiments.architecture;

import java.util.Collections;
import java.util.List;
import org.rank1.architecture.Architecture;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;

/**
 * The network of the rank-1 paper's public MNIST notebook (Kim, Yoon, Jeong, Lee,
 * arXiv:1808.04303): convolutions with bias and ReLU of 64, 64, pool, 144, 144, pool, 256, 256, 256
 * channels, then fully connected layers of 2048, 1024 and as many units as there are classes.
 *
 * <p>Known from the notebooks: the channels, the places of the poolings, the fully connected sizes.
 * Chosen here, where they say nothing that we could read: 3×3 kernels with size-keeping padding
 * (the parameter counts of the same authors' CIFAR-10 network fit 3×3), pooling by 2, ReLU after
 * the hidden fully connected layers, and no dropout (theirs was on at test time as well).
 *
 * <p>Layers: {@code conv1, relu1, …, conv7, relu7, flatten, fc1, relu8, fc2, relu9, logits}.
 */
public final class Rank1PaperMnist implements Architecture {
  /** The part's name. */
  public static final String NAME = "rank1-paper-mnist";

  private static final List<List<Integer>> BLOCKS =
      List.of(List.of(64, 64), List.of(144, 144), List.of(256, 256, 256));

  private static final List<Integer> HIDDEN_UNITS = List.of(2048, 1024);

  /** The network; it has no options. */
  public Rank1PaperMnist() {}

  @Override
  public NetworkSpec build(FeatureShape input, int classes, FilterForm form) {
    ConvGeometry window =
        new ConvGeometry(Collections.nCopies(input.spatial().size(), ConvAxis.same(3)), 1);
    NetworkBuilder network = new NetworkBuilder(NAME, input, form);
    int layer = 0;
    for (int block = 0; block < BLOCKS.size(); block++) {
      if (block > 0) {
        network.maxPool("pool" + block, 2);
      }
      for (int channels : BLOCKS.get(block)) {
        layer++;
        network.conv("conv" + layer, channels, window, true).relu("relu" + layer);
      }
    }
    network.flatten("flatten");
    for (int i = 0; i < HIDDEN_UNITS.size(); i++) {
      layer++;
      network.dense("fc" + (i + 1), HIDDEN_UNITS.get(i)).relu("relu" + layer);
    }
    return network.dense("logits", classes).build();
  }
}
