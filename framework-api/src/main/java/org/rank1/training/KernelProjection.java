package org.rank1.training;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.KernelDecomposer;

/**
 * The nearest structured kernel, computed where the kernel lives: the socket {@code
 * KernelProjection}.
 */
public interface KernelProjection {

  /**
   * What takes a projected kernel apart into the factors of its form; empty if this projection
   * leaves kernels as they are.
   */
  Optional<KernelDecomposer> decomposer();

  /**
   * The nearest kernel of the decomposer's form, or the best one this strategy finds. Idempotent up
   * to rounding.
   *
   * @param kernel {@code conv.kernelShape()}; not changed
   * @return a new array of the same shape, without gradient, attached to the kernel's manager
   */
  NDArray project(ConvSpec conv, NDArray kernel);

  /**
   * What becomes of a kernel while training goes on: the projection, unless this strategy goes only
   * a part of the way there. The end of training always projects.
   *
   * @param kernel {@code conv.kernelShape()}; not changed
   * @param progress the share of training that is done, from 0 to 1
   * @return as for {@link #project}
   */
  default NDArray approach(ConvSpec conv, NDArray kernel, double progress) {
    return project(conv, kernel);
  }
}
