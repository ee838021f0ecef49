package org.rank1.filter;

import java.util.List;

/**
 * A lowered convolution: a sum of chains of plain convolutions. Every chain reads the layer's
 * input; the layer's bias is added once, after the sum.
 *
 * @param chains at least one chain of at least one stage each
 */
public record ConvStages(List<List<ConvStage>> chains) {

  /** Copies, and checks that every chain connects and all chains end alike. */
  public ConvStages {
    chains = chains.stream().map(List::copyOf).toList();
    if (chains.isEmpty() || chains.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("A lowering needs at least one stage in every chain");
    }
    for (List<ConvStage> chain : chains) {
      for (int i = 1; i < chain.size(); i++) {
        int produced = chain.get(i - 1).conv().outChannels();
        int consumed = chain.get(i).conv().inChannels();
        if (produced != consumed) {
          throw new IllegalArgumentException(
              "Stage \"%s\" reads %d channels but \"%s\" produces %d"
                  .formatted(chain.get(i).name(), consumed, chain.get(i - 1).name(), produced));
        }
      }
    }
  }

  /** One chain. */
  public static ConvStages chain(ConvStage... stages) {
    return new ConvStages(List.of(List.of(stages)));
  }

  /** Multiply-adds of all stages, each at the size at which it really runs. */
  public long macs(List<Integer> spatialInput) {
    long total = 0;
    for (List<ConvStage> chain : chains) {
      List<Integer> spatial = spatialInput;
      for (ConvStage stage : chain) {
        total = Math.addExact(total, stage.conv().macs(spatial));
        spatial = stage.conv().geometry().outputSize(spatial);
      }
    }
    return total;
  }
}
