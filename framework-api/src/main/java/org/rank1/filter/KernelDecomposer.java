package org.rank1.filter;

/**
 * Takes kernels apart into the factors of a form, free of any engine: the socket {@code
 * KernelDecomposer}.
 */
public interface KernelDecomposer {

  /** The form of the factors; composable for every convolution it can express. */
  FilterForm form();

  /**
   * The factors whose composition is nearest to a kernel, or the best ones that this strategy
   * finds. The same kernel gives the same factors, and a kernel that is of the form is reproduced
   * up to rounding.
   *
   * @param kernel {@code conv.kernelShape()}; not changed
   * @throws IllegalArgumentException if the kernel has another shape or is not finite, the form
   *     cannot express the convolution, or this strategy does not cover it, with the reason
   */
  Decomposition decompose(ConvSpec conv, FloatTensor kernel);
}
