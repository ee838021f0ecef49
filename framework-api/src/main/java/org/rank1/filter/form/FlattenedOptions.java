package org.rank1.filter.form;

/**
 * The variants of flattened convolutions.
 *
 * @param sets 1 or 2 sets of lateral, vertical and horizontal filters one after the other
 * @param bias whether only the layer has a bias, or every 1-D convolution
 * @param innerRelu whether a ReLU follows every 1-D convolution but the last
 */
public record FlattenedOptions(int sets, Bias bias, boolean innerRelu) {

  /** Where biases are added. */
  public enum Bias {
    /** After the last 1-D convolution: the layer's own bias. */
    LAST,
    /** After every 1-D convolution. */
    EACH
  }

  /** Checks the range given above. */
  public FlattenedOptions {
    if (sets < 1 || sets > 2) {
      throw new IllegalArgumentException("illegal sets " + sets + ", must be 1 or 2");
    }
  }

  /** One linear set, biased at its end. */
  public FlattenedOptions() {
    this(1, Bias.LAST, false);
  }
}
