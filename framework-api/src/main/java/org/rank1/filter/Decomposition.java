package org.rank1.filter;

/**
 * What taking a kernel apart gives.
 *
 * @param factors of the form that was asked for
 * @param relativeError {@code ‖W − Ŵ‖ / ‖W‖} in the Frobenius norm, where Ŵ is what the factors
 *     compose to; 0 for a zero kernel. Where the inputs' moments were given, another error was made
 *     small, see {@link InputMoments#relativeError}
 */
public record Decomposition(Factors factors, double relativeError) {
  /** Checks that the error is a number, and not negative. */
  public Decomposition {
    if (!(relativeError >= 0)) {
      throw new IllegalArgumentException(
          "illegal relativeError " + relativeError + ", must be at least 0");
    }
  }

  /**
   * Measures how far factors are from the kernel that they stand for.
   *
   * @throws IllegalArgumentException if the form is not composable for the convolution
   */
  public static Decomposition of(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Factors factors) {
    FloatTensor composed = compose(form, conv, factors);
    double sum = 0;
    for (int i = 0; i < kernel.size(); i++) {
      double difference = (double) kernel.data()[i] - composed.data()[i];
      sum += difference * difference;
    }
    return new Decomposition(factors, sum == 0 ? 0 : Math.sqrt(sum) / kernel.norm());
  }

  /**
   * The kernel that factors stand for.
   *
   * @return {@code conv.kernelShape()}
   * @throws IllegalArgumentException if the form is not composable for the convolution
   */
  public static FloatTensor compose(FilterForm form, ConvSpec conv, Factors factors) {
    if (form.composition(conv) instanceof Composition.NotComposable not) {
      throw new IllegalArgumentException(
          "Form \"%s\" is not one linear kernel: %s".formatted(form.name(), not.reason()));
    }
    return ((Composition.Composable) form.composition(conv)).kernel().apply(factors);
  }
}
