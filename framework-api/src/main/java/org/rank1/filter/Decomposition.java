package org.rank1.filter;

/**
 * What taking a kernel apart gives.
 *
 * @param factors of the decomposer's form
 * @param relativeError {@code ‖W − Ŵ‖ / ‖W‖} in the Frobenius norm, where Ŵ is what the factors
 *     compose to; 0 for a zero kernel
 */
public record Decomposition(Factors factors, double relativeError) {
  /** Checks that the error is a number, and not negative. */
  public Decomposition {
    if (!(relativeError >= 0)) {
      throw new IllegalArgumentException(
          "illegal relativeError " + relativeError + ", must be at least 0");
    }
  }
}
