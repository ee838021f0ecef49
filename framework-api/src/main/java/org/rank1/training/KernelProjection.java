package org.rank1.training;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;

/**
 * The nearest structured kernel, computed where the kernel lives: the socket {@code
 * KernelProjection}.
 */
public interface KernelProjection {

  /**
   * What a projected kernel is.
   *
   * @param form its form
   * @param decomposer what takes it apart into the factors of that form
   */
  record Target(FilterForm form, KernelDecomposer decomposer) {
    /** Checks that the decomposer covers the form. */
    public Target {
      if (!decomposer.covers(form)) {
        throw new IllegalArgumentException(
            "illegal decomposer of a projection, must cover form \"" + form.name() + "\"");
      }
    }

    /** The factors of a kernel, see {@link KernelDecomposer#decompose}. */
    public Decomposition decompose(ConvSpec conv, FloatTensor kernel) {
      return decomposer.decompose(form, conv, kernel);
    }
  }

  /** What projected kernels are; empty if this projection leaves kernels as they are. */
  Optional<Target> target();

  /**
   * The nearest kernel of the target's form, or the best one this strategy finds. Idempotent up to
   * rounding.
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
