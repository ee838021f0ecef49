package org.rank1.onnx.reference;

/**
 * One ONNX operator in inference.
 *
 * <p>Every operator here either is linear in its data input or does not expand distances and maps 0
 * to 0 (ReLU, maximum). For both, errors propagate so: if each input has an error of at most {@code
 * γ_n · A}, where {@code A} is its absolute evaluation, the output of a 32-bit evaluation has an
 * error of at most {@code γ_(n+r) · A'} with {@code r} the operator's {@link #roundings} (Higham,
 * <em>Accuracy and Stability of Numerical Algorithms</em>, lemma 3.3).
 */
interface Operator {

  /**
   * The output. In an {@linkplain OperatorCall#absolute absolute} evaluation all inputs are
   * magnitudes, and the output is the sum of the magnitudes of all terms.
   */
  DoubleTensor evaluate(OperatorCall call);

  /** The largest number of roundings on one term of an output, in any order of summation. */
  default int roundings(OperatorCall call) {
    return 0;
  }

  /** Whether the roundings of several computed inputs multiply up, as in a product of two. */
  default boolean multiplies() {
    return false;
  }
}
