package org.rank1.onnx.verdict;

/**
 * What was found about one layer: both models' forms of it ran on equal 32-bit inputs, and each
 * element of each was held against the exact value and the rounding error bound.
 *
 * @param name the layer, which is the name of its output in both models
 * @param identical whether both models have the same nodes and weights here
 * @param referenceRoundings n of the bound γ_n for the reference
 * @param candidateRoundings n of the bound γ_n for the candidate
 * @param referenceErrorOverBound largest error of the reference, in bounds; at most 1 if the two
 *     are the same function
 * @param candidateErrorOverBound largest error of the candidate, in bounds
 * @param relativeBound the largest bound, relative to the largest exact value
 * @param conclusive whether the bound is small enough to mean something ({@code relativeBound} at
 *     most 0.1): passing a bound that an all-zero layer would pass too proves nothing. Exceeding a
 *     bound always disproves.
 */
public record LayerProof(
    String name,
    boolean identical,
    int referenceRoundings,
    int candidateRoundings,
    double referenceErrorOverBound,
    double candidateErrorOverBound,
    double relativeBound,
    boolean conclusive) {

  /** Whether every element lies within its bound. */
  public boolean holds() {
    return referenceErrorOverBound <= 1 && candidateErrorOverBound <= 1;
  }

  /** The larger of the two errors, in bounds. */
  public double worstErrorOverBound() {
    return Math.max(referenceErrorOverBound, candidateErrorOverBound);
  }
}
