package org.rank1.filter.form;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The variants of flattened convolutions. */
public record FlattenedOptions(
    @Described(
            value = "sets of lateral, vertical and horizontal filters, one after the other",
            range = "[1, 2]")
        int sets,
    @Described("where biases are added") Bias bias,
    @Described("whether a ReLU follows every 1-D convolution but the last") boolean innerRelu) {

  /** Where biases are added. */
  public enum Bias {
    /** After the last 1-D convolution: the layer's own bias. */
    @Described("after the last 1-D convolution: the layer's own bias")
    LAST,
    /** After every 1-D convolution. */
    @Described("after every 1-D convolution")
    EACH
  }

  /** Checks the range given above. */
  public FlattenedOptions {
    Legal.check(FlattenedOptions.class, sets, bias, innerRelu);
  }

  /** One linear set, biased at its end. */
  public FlattenedOptions() {
    this(1, Bias.LAST, false);
  }
}
