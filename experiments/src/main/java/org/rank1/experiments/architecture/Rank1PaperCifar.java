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
 * The network of the rank-1 paper's public CIFAR-10 notebook (Kim, Yoon, Jeong, Lee,
 * arXiv:1808.04303): three blocks of 64, 144 and 256 channels, each convolution, ReLU, batch norm,
 * convolution, ReLU, pooling, dropout, with biases; then fully connected layers of 1024, 512 and as
 * many units as there are classes.
 *
 * <p>Known from the notebooks: the channels, the order of layers, the fully connected sizes, the
 * 1,229,760 weights of the dense convolutions (which make the kernels 3×3). Chosen here, where they
 * say nothing that we could read: size-keeping padding, max pooling by 2, ReLU after the hidden
 * fully connected layers, the rate of the dropout, and that it is off at test time (theirs was on).
 *
 * <p>Layers: {@code conv1, relu1, bn1, conv2, relu2, pool1, dropout1, …, flatten, fc1, relu7, fc2,
 * relu8, logits}.
 */
public final class Rank1PaperCifar implements Architecture {
  /** The part's name. */
  public static final String NAME = "rank1-paper-cifar";

  private static final List<Integer> BLOCKS = List.of(64, 144, 256);

  private final double dropout;

  /** The network. */
  public Rank1PaperCifar(Rank1PaperCifarOptions options) {
    this.dropout = options.dropout();
  }

  @Override
  public NetworkSpec build(FeatureShape input, int classes, FilterForm form) {
    ConvGeometry window =
        new ConvGeometry(Collections.nCopies(input.spatial().size(), ConvAxis.same(3)), 1);
    NetworkBuilder network = new NetworkBuilder(NAME, input, form);
    for (int block = 1; block <= BLOCKS.size(); block++) {
      int channels = BLOCKS.get(block - 1);
      int first = 2 * block - 1;
      network
          .conv("conv" + first, channels, window, true)
          .relu("relu" + first)
          .batchNorm("bn" + block)
          .conv("conv" + (first + 1), channels, window, true)
          .relu("relu" + (first + 1))
          .maxPool("pool" + block, 2);
      if (dropout > 0) {
        network.dropout("dropout" + block, dropout);
      }
    }
    return network
        .flatten("flatten")
        .dense("fc1", 1024)
        .relu("relu7")
        .dense("fc2", 512)
        .relu("relu8")
        .dense("logits", classes)
        .build();
  }
}
