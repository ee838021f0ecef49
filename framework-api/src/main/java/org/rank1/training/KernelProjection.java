package org.rank1.training;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;

/**
 * The nearest structured kernel, computed where the kernel lives: the socket {@code
 * KernelProjection}.
 */
public interface KernelProjection {

  /**
   * The form of what {@link #project} returns; empty if this projection leaves kernels as they are.
   */
  Optional<FilterForm> form();

  /**
   * The nearest kernel of the form, or the best one this strategy finds. Idempotent up to rounding.
   *
   * @param kernel {@code conv.kernelShape()}
   * @return the same shape, attached to the kernel's manager
   */
  NDArray project(ConvSpec conv, NDArray kernel);
}
