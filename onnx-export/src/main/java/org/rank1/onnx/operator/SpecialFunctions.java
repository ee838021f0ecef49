package org.rank1.onnx.operator;

/** Functions that {@link Math} does not have. */
final class SpecialFunctions {
  private static final int MOST_TERMS = 200;

  private SpecialFunctions() {}

  /**
   * The error function, to about 1e-15: its Taylor series (Abramowitz and Stegun 7.1.6), and the
   * continued fraction of its complement for larger arguments (7.1.14).
   */
  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (magnitude > 6) {
      return Math.signum(x);
    }
    return Math.signum(x) * (magnitude < 2.5 ? series(magnitude) : 1 - complement(magnitude));
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < MOST_TERMS && term > sum * 1e-18; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int n = MOST_TERMS; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }

  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  /** {@code ln(1 + eˣ)} without overflow. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  static double gelu(double x) {
    return x / 2 * (1 + erf(x / Math.sqrt(2)));
  }

  static double tanhGelu(double x) {
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }
}
