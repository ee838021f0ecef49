package org.rank1.ops.projection;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.training.KernelProjection;

/** Leaves kernels as they are. */
public final class NoProjection implements KernelProjection {
  /** There is nothing to choose. */
  public NoProjection() {}

  @Override
  public Optional<Target> target() {
    return Optional.empty();
  }

  @Override
  public NDArray project(ConvSpec conv, NDArray kernel) {
    return kernel.duplicate();
  }
}
