package org.rank1.experiments.analyze;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one convolution.
 *
 * @param layer its name
 * @param form of which factors its kernel is made, as far as is known, otherwise empty
 * @param kernelShape {@code [O, C/groups, k...]}
 * @param kernel singular values of the kernel
 * @param before singular values of the feature maps before the activation, batch normalization
 *     included where it is folded into the convolution
 * @param after the same after the activation; null where none follows directly
 * @param bound the inequality for filters of rank one
 */
public record LayerAnalysis(
    String layer,
    String form,
    List<Integer> kernelShape,
    KernelSpectra kernel,
    MapSpectra before,
    @Nullable MapSpectra after,
    BoundResult bound) {
  /** Copies. */
  public LayerAnalysis {
    kernelShape = List.copyOf(kernelShape);
  }
}
