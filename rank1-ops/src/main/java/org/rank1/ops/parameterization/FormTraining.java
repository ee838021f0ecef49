package org.rank1.ops.parameterization;

import org.rank1.plugin.Described;

/** How a form without options of its own is trained. */
record FormTraining(
    @Described("how the factors are drawn") Initializer initializer,
    @Described("how the convolution runs in training; a matter of speed only")
        Execution execution) {
  /** He, and the execution that is faster for the shape. */
  public FormTraining() {
    this(Initializer.HE, Execution.AUTO);
  }
}
