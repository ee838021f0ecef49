package org.rank1.onnx.verdict;

import org.rank1.onnx.proof.WeightProof;
import org.rank1.onnx.proof.WeightProof.Finding;

/**
 * What was found about one layer, by two kinds of evidence, never one in place of the other: what
 * its weights say, for every input; and how both models' forms of it ran on equal 32-bit inputs,
 * each element of each held against the exact value and the rounding error bound.
 *
 * @param name the layer, which is the name of its output in both models
 * @param weights what the weights say
 * @param denseInputs how many random inputs without zeros were tried besides, fed to the layer
 *     itself: where its weights prove nothing
 * @param referenceRoundings n of the bound γ_n for the reference
 * @param candidateRoundings n of the bound γ_n for the candidate
 * @param referenceErrorOverBound largest error of the reference, in bounds; at most 1 if the two
 *     are the same function
 * @param candidateErrorOverBound largest error of the candidate, in bounds
 * @param relativeBound the largest bound, relative to the largest exact value
 * @param conclusive whether the bound is small enough to mean something ({@code relativeBound} at
 *     most 0.1): keeping a bound that an all-zero layer would keep too says nothing. Exceeding a
 *     bound always disproves.
 */
public record LayerProof(
    String name,
    WeightProof weights,
    int denseInputs,
    int referenceRoundings,
    int candidateRoundings,
    double referenceErrorOverBound,
    double candidateErrorOverBound,
    double relativeBound,
    boolean conclusive) {

  /** Whether neither kind of evidence speaks against the layer. */
  public boolean holds() {
    return weights.finding() != Finding.DIFFERENT && keepsBound();
  }

  /** Whether every element that ran lies within its bound. */
  public boolean keepsBound() {
    return referenceErrorOverBound <= 1 && candidateErrorOverBound <= 1;
  }

  /** Whether both models have the same nodes and weights here. */
  public boolean identical() {
    return weights.finding() == Finding.IDENTICAL;
  }

  /** Whether the layer is the same function in both models, for every input. */
  public boolean proved() {
    return weights.forEveryInput() && keepsBound();
  }

  /**
   * A bound for every input {@code x}: results of the two forms, each computed in 32-bit floats,
   * differ by at most this times {@code A ∗ |x| + |b|}, {@code A} the composition of the absolute
   * values of the weights. Infinite where nothing is proved.
   */
  public double everyInputBound() {
    if (!weights.forEveryInput()) {
      return Double.POSITIVE_INFINITY;
    }
    return weights.worst() * Rounding.gamma(weights.roundings())
        + Rounding.gamma(referenceRoundings)
        + Rounding.gamma(candidateRoundings);
  }

  /** The larger of the two errors, in bounds. */
  public double worstErrorOverBound() {
    return Math.max(referenceErrorOverBound, candidateErrorOverBound);
  }
}
