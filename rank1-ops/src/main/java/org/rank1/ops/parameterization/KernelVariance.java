package org.rank1.ops.parameterization;

import org.rank1.filter.ConvSpec;
import org.rank1.plugin.Described;

/** The variance that an element of a kernel should have before training. */
enum KernelVariance {
  /** {@code 2 / fanIn}: He, Zhang, Ren, Sun 2015, for networks with ReLU. */
  @Described("2 / fan-in, for networks with ReLU")
  HE,
  /** {@code 2 / (fanIn + fanOut)}: Glorot and Bengio 2010. */
  @Described("2 / (fan-in + fan-out)")
  XAVIER;

  /** How factors are drawn whose composed kernel has this variance. */
  public Initializer initializer() {
    return this == HE ? Initializer.HE : Initializer.XAVIER;
  }

  /** The variance for a convolution; fan-out counts the filters of one group. */
  public double of(ConvSpec conv) {
    double fanIn = conv.fanIn();
    if (this == HE) {
      return 2 / fanIn;
    }
    double fanOut = (double) conv.outChannels() / conv.geometry().groups() * conv.geometry().taps();
    return 2 / (fanIn + fanOut);
  }
}
