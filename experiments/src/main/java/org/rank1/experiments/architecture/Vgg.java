package org.rank1.experiments.architecture;

import java.util.Collections;
import org.rank1.architecture.Architecture;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;

/**
 * A network of the VGG family: blocks of size-keeping convolutions (each followed by batch norm and
 * ReLU, so without bias), a max pooling by 2 between blocks, a global average pooling and one fully
 * connected layer. In place of the published pooling after the last block and of the two wide fully
 * connected layers stands the global pooling; so an input needs 2 to the power of (blocks − 1)
 * positions per axis, 16 for five blocks. {@code vgg16-fc} has the published pooling and layers.
 *
 * <p>Layers: {@code conv1, bn1, relu1, …, pool1, …, pool, flatten, logits}; with the published head
 * {@code …, pool5, flatten, fc1, fc1-relu, fc1-dropout, …, logits}.
 */
public final class Vgg implements Architecture {
  /** As published. */
  private static final double HEAD_DROPOUT = 0.5;

  private final VggPlan plan;
  private final VggOptions options;

  /** The network of a plan. */
  public Vgg(VggPlan plan, VggOptions options) {
    this.plan = plan;
    this.options = options;
  }

  @Override
  public NetworkSpec build(FeatureShape input, int classes, FilterForm form) {
    ConvGeometry window =
        new ConvGeometry(
            Collections.nCopies(input.spatial().size(), ConvAxis.same(options.kernel())), 1);
    NetworkBuilder network = new NetworkBuilder(plan.name(), input, form);
    int blocks = plan.blocks().size();
    if (!options.widths().isEmpty() && options.widths().size() != blocks) {
      throw new IllegalArgumentException(
          "illegal widths %s, must be %d numbers, one for each block of %s"
              .formatted(options.widths(), blocks, plan.name()));
    }
    int conv = 0;
    int pool = 0;
    for (int b = 0; b < blocks; b++) {
      VggPlan.Block block = plan.blocks().get(b);
      if (conv > 0) {
        network.maxPool("pool" + ++pool, 2);
      }
      for (int i = 0; i < block.convolutions(); i++) {
        conv++;
        network
            .conv("conv" + conv, options.channels(b, block.channels()), window, false)
            .batchNorm("bn" + conv)
            .relu("relu" + conv);
      }
    }
    if (plan.hidden().isEmpty()) {
      network.globalAveragePool("pool").flatten("flatten");
    } else {
      network.maxPool("pool" + ++pool, 2).flatten("flatten");
      for (int i = 1; i <= plan.hidden().size(); i++) {
        network.dense("fc" + i, plan.hidden().get(i - 1)).relu("fc" + i + "-relu");
        network.dropout("fc" + i + "-dropout", HEAD_DROPOUT);
      }
    }
    return network.dense("logits", classes).build();
  }
}
