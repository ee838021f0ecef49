package org.rank1.onnx.operator;

import java.util.List;

/**
 * How one operator is evaluated in double precision, in inference.
 *
 * <p>An operator whose rounding errors are bounded either is linear in its data, or a product of
 * two computed values, or a function whose values do not part faster than a constant times its
 * arguments. Errors propagate so: if each input has an error of at most {@code γ_n · A}, where
 * {@code A} is its absolute evaluation, the output of a 32-bit evaluation has an error of at most
 * {@code γ_(n+r) · A'} with {@code r} the operator's {@link #roundings} (Higham, <em>Accuracy and
 * Stability of Numerical Algorithms</em>, lemma 3.3). Of any other operator {@link #isBounded} says
 * that there is no such bound: it is measured, not proved.
 */
public interface Evaluator {

  /**
   * The first output. In an {@linkplain OperatorCall#absolute absolute} evaluation all computed
   * inputs are magnitudes, and the output is the sum of the magnitudes of all terms.
   */
  DoubleTensor evaluate(OperatorCall call);

  /** All outputs that can be computed, the first one first. */
  default List<DoubleTensor> evaluateAll(OperatorCall call) {
    return List.of(evaluate(call));
  }

  /** The largest number of roundings on one term of an output, in any order of summation. */
  default int roundings(OperatorCall call) {
    return 0;
  }

  /** Whether the roundings of several computed inputs multiply up, as in a product of two. */
  default boolean multiplies() {
    return false;
  }

  /** Whether the output depends on the shapes of the inputs only. */
  default boolean readsShapesOnly() {
    return false;
  }

  /** Whether the absolute evaluation bounds the rounding errors of each element. */
  default boolean isBounded(OperatorCall call) {
    return true;
  }
}
