package com.example.rank1;

/**
 * Options of the parameterization {@code stencil}; a user writes {@code parameterization.gain=1.5}.
 *
 * @param gain by how much a layer amplifies the mean square of its input at the start, within (0,
 *     10]; 2 keeps it from layer to layer where a ReLU follows
 */
public record StencilOptions(double gain) {
  /** The defaults: the only place where they stand. */
  public StencilOptions() {
    this(2);
  }

  /** Checks the range given above. */
  public StencilOptions {
    if (!(gain > 0 && gain <= 10)) {
      throw new IllegalArgumentException("illegal gain " + gain + ", must be within (0, 10]");
    }
  }
}
