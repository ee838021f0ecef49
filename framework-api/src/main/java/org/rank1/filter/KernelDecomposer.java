package org.rank1.filter;

import java.util.Optional;

/**
 * Takes kernels apart into the factors of a form, free of any engine: the socket {@code
 * KernelDecomposer}. The form, with its ranks, is the one that is asked for; what a decomposer has
 * as options is its strategy only: starts, sweeps, tolerances.
 */
public interface KernelDecomposer {

  /**
   * Whether this strategy knows the factors of a form, whatever the form's ranks. Such a form is
   * composable for every convolution that it can express.
   */
  boolean covers(FilterForm form);

  /**
   * Whether the inputs' second moments change what is found. Where they do not, the kernel alone is
   * approximated, as if all inputs were independent and of one variance.
   */
  default boolean usesInputMoments() {
    return false;
  }

  /**
   * The factor by which the error may exceed that of the best factors, where that is known of this
   * strategy: for example √2 where two modes are truncated one after the other. It is 1 for one
   * that is exact, and for one that searches, which then is at least as near as alternating least
   * squares from one random start.
   */
  default double suboptimality(FilterForm form, ConvSpec conv) {
    return 1;
  }

  /**
   * The factors whose composition is nearest to a kernel, or the best ones that this strategy
   * finds. Called by {@link #decompose}, which has checked the kernel.
   *
   * @param form one that is covered
   * @param kernel finite, of shape {@code conv.kernelShape()}; not changed
   * @param inputs in whose norm to be near, where this strategy uses it
   * @throws IllegalArgumentException if the form cannot express the convolution or this strategy
   *     does not cover it, with the reason; independent of the kernel
   */
  Factors factors(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs);

  /**
   * The factors of a kernel, and how far from it they compose. The same kernel gives the same
   * factors. A kernel that is of the form is reproduced up to rounding; to find the terms of a
   * Kruskal tensor again is NP-hard in general, so a strategy that searches may come only as near
   * as plain alternation.
   *
   * @param form one that is covered
   * @param kernel {@code conv.kernelShape()}; not changed
   * @param inputs the second moments of what the layer reads: then the distance to be small is that
   *     of the layer's outputs; empty for the Frobenius norm
   * @throws IllegalArgumentException if the kernel has another shape or is not finite, the form is
   *     not covered or cannot express the convolution, or this strategy does not cover it, with the
   *     reason
   */
  default Decomposition decompose(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
    if (!covers(form)) {
      throw new IllegalArgumentException(
          "Form \"" + form.name() + "\" is not one that this decomposer covers");
    }
    if (!kernel.shape().equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(kernel.shape(), conv.kernelShape()));
    }
    if (!Double.isFinite(kernel.norm())) {
      throw new IllegalArgumentException("The kernel is not finite");
    }
    inputs.ifPresent(moments -> moments.requireFits(conv));
    return Decomposition.of(form, conv, kernel, factors(form, conv, kernel, inputs));
  }

  /** The factors of a kernel in the Frobenius norm. */
  default Decomposition decompose(FilterForm form, ConvSpec conv, FloatTensor kernel) {
    return decompose(form, conv, kernel, Optional.empty());
  }
}
