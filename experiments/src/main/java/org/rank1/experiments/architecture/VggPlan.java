package org.rank1.experiments.architecture;

import java.util.List;

/**
 * A member of the VGG family, as data.
 *
 * <p>{@code vgg11} to {@code vgg19} are the configurations A, B, D and E of Simonyan &amp;
 * Zisserman, <em>Very Deep Convolutional Networks</em>, 2015, table 1; {@code vgg-small} is this
 * product's network for quick experiments.
 *
 * @param name the part's name
 * @param blocks convolutions at falling resolution, in order
 * @param hidden units of the fully connected layers before the last, as published; if there are
 *     none a global average pooling stands in their place
 */
public record VggPlan(String name, List<Block> blocks, List<Integer> hidden) {

  /**
   * All members without hidden fully connected layers, which take any input of enough positions.
   */
  public static final List<VggPlan> ALL =
      List.of(
          plan("vgg-small", block(16, 2), block(32, 2), block(64, 2)),
          plan("vgg11", block(64, 1), block(128, 1), block(256, 2), block(512, 2), block(512, 2)),
          plan("vgg13", block(64, 2), block(128, 2), block(256, 2), block(512, 2), block(512, 2)),
          plan("vgg16", block(64, 2), block(128, 2), block(256, 3), block(512, 3), block(512, 3)),
          plan("vgg19", block(64, 2), block(128, 2), block(256, 4), block(512, 4), block(512, 4)));

  /**
   * {@code vgg16} with its published head: 124 of its 138 million weights, and almost all of its
   * time once the convolutions are split.
   */
  public static final VggPlan VGG16_FC =
      new VggPlan("vgg16-fc", ALL.get(3).blocks(), List.of(4096, 4096));

  /**
   * Convolutions at one resolution.
   *
   * @param channels of each
   * @param convolutions how many
   */
  public record Block(int channels, int convolutions) {}

  /** Copies. */
  public VggPlan {
    blocks = List.copyOf(blocks);
    hidden = List.copyOf(hidden);
  }

  private static VggPlan plan(String name, Block... blocks) {
    return new VggPlan(name, List.of(blocks), List.of());
  }

  private static Block block(int channels, int convolutions) {
    return new Block(channels, convolutions);
  }
}
