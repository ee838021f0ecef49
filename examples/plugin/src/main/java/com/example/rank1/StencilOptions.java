package com.example.rank1;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/**
 * Options of the parameterization {@code stencil}; a user writes {@code parameterization.gain=1.5}.
 */
public record StencilOptions(
    @Described(
            value =
                "by how much a layer amplifies the mean square of its input at the start; 2 keeps it"
                    + " from layer to layer where a ReLU follows",
            range = "(0, 10]")
        double gain) {
  /** The defaults: the only place where they stand. */
  public StencilOptions() {
    this(2);
  }

  /** Checks the range given above. */
  public StencilOptions {
    Legal.check(StencilOptions.class, gain);
  }
}
