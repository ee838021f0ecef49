package org.rank1.filter;

/** Names of lowerings that more than one form offers. */
public final class Lowering {
  /** One dense convolution with the composed kernel. */
  public static final String COMPOSED = "composed";

  /** Pointwise, then one depthwise 1-D convolution per spatial axis. */
  public static final String CHAIN = "chain";

  /** Pointwise, then one depthwise convolution over all spatial axes. */
  public static final String POINTWISE_DEPTHWISE = "pointwise-depthwise";

  /**
   * Pointwise, then one depthwise convolution over time, then one over all axes of the image: for
   * video. Each of the three is a 2-D convolution on a reshaped tensor, which one over all three
   * axes is not.
   */
  public static final String POINTWISE_TIME_SPACE = "pointwise-time-space";

  /**
   * A dense convolution over the first spatial axis that is more than one tap, the pointwise factor
   * merged into it, then one depthwise 1-D convolution per further axis; for video, one over the
   * axes of the image together. Where there are few input channels and a stride, this spares the
   * large output of a pointwise stage.
   */
  public static final String MERGED_CHAIN = "merged-chain";

  private Lowering() {}

  /**
   * Refuses a lowering that a form does not offer.
   *
   * @throws IllegalArgumentException naming what it does offer
   */
  public static void require(String lowering, FilterForm form, ConvSpec conv) {
    if (!form.lowerings(conv).contains(lowering)) {
      throw new IllegalArgumentException(
          "Form \"%s\" has no lowering \"%s\". Available: %s."
              .formatted(form.name(), lowering, String.join(", ", form.lowerings(conv))));
    }
  }
}
