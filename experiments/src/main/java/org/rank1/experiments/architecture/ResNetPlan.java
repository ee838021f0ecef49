package org.rank1.experiments.architecture;

import java.util.List;

/**
 * A member of the ResNet family, as data (He, Zhang, Ren, Sun, <em>Deep Residual Learning for Image
 * Recognition</em>, 2016).
 *
 * <p>{@code resnet18} and {@code resnet50} are the networks for large images of table 1, {@code
 * resnet20} and {@code resnet32} those for small ones of section 4.2.
 *
 * @param name the part's name
 * @param stem what stands before the first block
 * @param block what the network is made of
 * @param stages blocks at falling resolution, in order
 */
public record ResNetPlan(String name, Stem stem, BlockKind block, List<Stage> stages) {

  /** All members. */
  public static final List<ResNetPlan> ALL =
      List.of(
          large("resnet18", BlockKind.BASIC, 2, 2, 2, 2),
          large("resnet50", BlockKind.BOTTLENECK, 3, 4, 6, 3),
          small("resnet20", 3),
          small("resnet32", 5));

  /** What stands before the first block. */
  public enum Stem {
    /** A 7×7 convolution with stride 2 and a 3×3 max pooling with stride 2. */
    LARGE_IMAGES,
    /** A 3×3 convolution. */
    SMALL_IMAGES
  }

  /** What a network is made of. */
  public enum BlockKind {
    /** Two 3×3 convolutions. */
    BASIC(1),
    /**
     * 1×1, 3×3 and 1×1, the last with four times the channels. The stride is on the 3×3, as in all
     * current implementations, whose counts are the ones usually quoted, and not on the first 1×1
     * as in the paper.
     */
    BOTTLENECK(4);

    private final int expansion;

    BlockKind(int expansion) {
      this.expansion = expansion;
    }

    /** Output channels of a block over the channels of its 3×3 convolutions. */
    public int expansion() {
      return expansion;
    }
  }

  /**
   * Blocks at one resolution. The first block of every stage but the first has stride 2.
   *
   * @param channels of the 3×3 convolutions
   * @param blocks how many
   */
  public record Stage(int channels, int blocks) {}

  /** Copies. */
  public ResNetPlan {
    stages = List.copyOf(stages);
  }

  private static ResNetPlan large(String name, BlockKind block, int a, int b, int c, int d) {
    return new ResNetPlan(
        name,
        Stem.LARGE_IMAGES,
        block,
        List.of(new Stage(64, a), new Stage(128, b), new Stage(256, c), new Stage(512, d)));
  }

  private static ResNetPlan small(String name, int blocks) {
    return new ResNetPlan(
        name,
        Stem.SMALL_IMAGES,
        BlockKind.BASIC,
        List.of(new Stage(16, blocks), new Stage(32, blocks), new Stage(64, blocks)));
  }
}
