package org.rank1.experiments.analyze;

import org.jspecify.annotations.Nullable;

/**
 * What {@link LowRankBound} came to for the filters of a layer on images, with the outputs that the
 * runtime computed.
 *
 * @param filters of the layer
 * @param rankOneFilters those of rank one up to rounding; others have no such bound
 * @param checked pairs of a filter of rank one and an image
 * @param violated pairs for which some singular value of the output exceeds the bound
 * @param largestRatio the largest {@code σ_i(Y)/(‖p‖₁·‖q‖₁·σ_i(Z))}, less what rounding may add; at
 *     most 1 where nothing is violated
 * @param aboveRounding share of the outputs' singular values that exceed what rounding may add; for
 *     the others the inequality says nothing
 * @param combined singular values of the Z, first spatial axis × the others; null where no filter
 *     is of rank one
 * @param output the same of the Y, before bias and batch normalization
 */
public record BoundResult(
    int filters,
    int rankOneFilters,
    long checked,
    long violated,
    double largestRatio,
    double aboveRounding,
    @Nullable Spectrum combined,
    @Nullable Spectrum output) {

  /** Whether the bound held wherever there was one. */
  public boolean holds() {
    return violated == 0;
  }
}
