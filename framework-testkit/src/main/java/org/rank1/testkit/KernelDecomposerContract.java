package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;

/** What every {@link KernelDecomposer} must hold. Needs no engine. */
public class KernelDecomposerContract {
  private static final int CASES = 60;

  /** Factors, compositions and what is computed from them are rounded to 24 bits. */
  private static final double ROUNDING = 1e-5;

  /** For subclasses. */
  protected KernelDecomposerContract() {}

  /** One test per decomposer and example. */
  @TestFactory
  final Stream<DynamicTest> kernelDecomposers() {
    return DiscoveredParts.tests(
        KernelDecomposer.class,
        (parts, example) -> {
          assertThat(parts.names(FilterForm.class))
              .as("bound forms")
              .contains(example.part().form().name());
          check(example.part());
        });
  }

  /**
   * Over a crossing of the convolutions that the decomposer covers: the factors fit the form, which
   * is composable; the error that is reported is that of the composed factors, and at most that of
   * keeping nothing; kernels that are of the form are reproduced; the same kernel gives the same
   * factors and is not changed; a zero kernel stays zero; kernels that are misshapen or not finite
   * are refused.
   *
   * @throws AssertionError naming the convolution where the decomposer is wrong
   */
  public static void check(KernelDecomposer decomposer) {
    ConvCases cases = new ConvCases(new SplittableRandom(1912));
    for (ConvSpec conv : convolutions(decomposer, cases)) {
      checkKernel(decomposer, conv, kernel(conv, cases), 1);
      Factors factors = cases.factors(decomposer.form().factors(conv));
      checkKernel(decomposer, conv, compose(decomposer.form(), conv, factors), 0);
      checkKernel(decomposer, conv, FloatTensor.zeros(conv.kernelShape()), 0);
      checkRefusals(decomposer, conv);
    }
  }

  /** Convolutions that a decomposer covers; it refuses the others whatever their kernel. */
  static List<ConvSpec> convolutions(KernelDecomposer decomposer, ConvCases cases) {
    return convolutions(
        decomposer.form(),
        conv -> {
          try {
            decomposer.decompose(conv, FloatTensor.zeros(conv.kernelShape()));
            return true;
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).as("reason to refuse %s", conv).isNotBlank();
            FloatTensor kernel = FloatTensor.filled(conv.kernelShape(), 1);
            assertThatThrownBy(() -> decomposer.decompose(conv, kernel))
                .as("another kernel of %s, which is refused where it is zero", conv)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(refused.getMessage());
            return false;
          }
        },
        cases);
  }

  /** Convolutions that a form can express and that are covered. */
  static List<ConvSpec> convolutions(
      FilterForm form, Predicate<ConvSpec> covered, ConvCases cases) {
    List<ConvSpec> convolutions = new ArrayList<>();
    for (int tries = 0; convolutions.size() < CASES && tries < 20 * CASES; tries++) {
      ConvSpec conv = cases.next().conv();
      if (specs(form, conv).isPresent() && covered.test(conv)) {
        convolutions.add(conv);
      }
    }
    assertThat(convolutions)
        .as("convolutions that form %s can express, and that are covered", form.name())
        .hasSize(CASES);
    return convolutions;
  }

  private static Optional<List<TensorSpec>> specs(FilterForm form, ConvSpec conv) {
    try {
      return Optional.of(form.factors(conv));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  /** A Gaussian kernel. */
  static FloatTensor kernel(ConvSpec conv, ConvCases cases) {
    return cases.factors(List.of(new TensorSpec("kernel", conv.kernelShape()))).get("kernel");
  }

  /** The kernel of factors. */
  static FloatTensor compose(FilterForm form, ConvSpec conv, Factors factors) {
    if (form.composition(conv) instanceof Composition.Composable composable) {
      return composable.kernel().apply(factors);
    }
    throw new AssertionError("Form " + form + " of a decomposer is not composable for " + conv);
  }

  /** {@code ‖a − b‖ / ‖a‖}, and 0 if both are zero. */
  static double relativeError(FloatTensor a, FloatTensor b) {
    assertThat(b.shape()).isEqualTo(a.shape());
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      double difference = (double) a.data()[i] - b.data()[i];
      sum += difference * difference;
    }
    return sum == 0 ? 0 : Math.sqrt(sum) / a.norm();
  }

  private static void checkKernel(
      KernelDecomposer decomposer, ConvSpec conv, FloatTensor kernel, double worst) {
    FloatTensor before = kernel.copy();
    Decomposition first = decomposer.decompose(conv, kernel);
    assertThat(kernel).as("kernel of %s after its decomposition", conv).isEqualTo(before);
    Decomposition second = decomposer.decompose(conv, kernel);
    assertThat(second.factors().asMap())
        .as("factors of the same kernel of %s again", conv)
        .isEqualTo(first.factors().asMap());
    Factors fitting = Factors.of(decomposer.form().factors(conv), first.factors().asMap());
    double actual = relativeError(kernel, compose(decomposer.form(), conv, fitting));
    if (!(Math.abs(first.relativeError() - actual) <= ROUNDING)) {
      throw new AssertionError(
          "The error of %s is reported as %s, but is %s"
              .formatted(conv, first.relativeError(), actual));
    }
    assertThat(actual)
        .as("error of a kernel of %s%s", conv, worst == 0 ? " that is of the form" : "")
        .isLessThanOrEqualTo(worst + ROUNDING);
  }

  private static void checkRefusals(KernelDecomposer decomposer, ConvSpec conv) {
    List<Integer> longer = new ArrayList<>(conv.kernelShape());
    longer.add(2);
    assertThatThrownBy(() -> decomposer.decompose(conv, FloatTensor.zeros(longer)))
        .as("a kernel of another shape than %s has", conv)
        .isInstanceOf(IllegalArgumentException.class);
    FloatTensor infinite = FloatTensor.zeros(conv.kernelShape());
    infinite.data()[infinite.size() - 1] = Float.NaN;
    assertThatThrownBy(() -> decomposer.decompose(conv, infinite))
        .as("a kernel of %s that is not finite", conv)
        .isInstanceOf(IllegalArgumentException.class);
  }
}
