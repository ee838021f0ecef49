package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.plugin.Parts;
import org.rank1.testkit.DiscoveredParts.Example;

/** What every {@link KernelDecomposer} must hold. Needs no engine. */
public class KernelDecomposerContract extends PartContract {
  private static final int CASES = 60;

  /** The cases of these that are compared with the plain decomposition, which is slow. */
  private static final int COMPARED = 8;

  /** Factors, compositions and what is computed from them are rounded to 24 bits. */
  private static final double ROUNDING = 1e-5;

  /** Subclasses run it over the parts at hand. */
  protected KernelDecomposerContract() {}

  /** One test per decomposer, example and bound form that it covers. */
  @TestFactory
  final Stream<DynamicTest> kernelDecomposers() {
    Parts parts = DiscoveredParts.load();
    return examples(parts, KernelDecomposer.class).stream()
        .flatMap(
            example -> {
              List<DynamicTest> tests = new ArrayList<>();
              for (Example<FilterForm> form : DiscoveredParts.examples(parts, FilterForm.class)) {
                if (example.part().covers(form.part())) {
                  tests.add(
                      DynamicTest.dynamicTest(
                          example + " into " + form, () -> check(example.part(), form.part())));
                }
              }
              assertThat(tests).as("bound forms that decomposer %s covers", example).isNotEmpty();
              return tests.stream();
            });
  }

  /**
   * Over a crossing of the convolutions that the decomposer covers: the factors fit the form, which
   * is composable; the error that is reported is that of the composed factors, and at most that of
   * keeping nothing; it is at most that of plain alternating least squares from one random start,
   * and while it is not zero no part of a factor is; kernels that are of the form are reproduced,
   * or, where that is hard, at least as nearly as by that alternation; the same kernel gives the
   * same factors and is not changed; a zero kernel stays zero; kernels that are misshapen or not
   * finite are refused.
   *
   * @param form one that is covered
   * @throws AssertionError naming the convolution where the decomposer is wrong
   */
  public static void check(KernelDecomposer decomposer, FilterForm form) {
    ConvCases cases = new ConvCases(new SplittableRandom(1912));
    int compared = 0;
    for (ConvSpec conv : convolutions(decomposer, form, cases)) {
      FloatTensor kernel = kernel(conv, cases);
      Decomposition found = checkKernel(decomposer, form, conv, kernel);
      checkNothingIsIdle(form, conv, found);
      boolean plain = PlainAlternation.covers(form, conv);
      if (compared < COMPARED && plain && PlainAlternation.isQuick(form, conv)) {
        checkAgainstPlain(decomposer, form, conv, kernel, found);
        compared++;
      }
      Factors factors = cases.factors(form.factors(conv));
      FloatTensor own = Decomposition.compose(form, conv, factors);
      Decomposition again = checkKernel(decomposer, form, conv, own);
      if (again.relativeError() > ROUNDING && plain) {
        checkAgainstPlain(decomposer, form, conv, own, again);
      } else {
        assertThat(again.relativeError())
            .as("error of a kernel of %s that is of the form", conv)
            .isLessThanOrEqualTo(ROUNDING);
      }
      assertThat(
              checkKernel(decomposer, form, conv, FloatTensor.zeros(conv.kernelShape()))
                  .relativeError())
          .as("error of a zero kernel of %s", conv)
          .isZero();
      checkRefusals(decomposer, form, conv);
    }
  }

  /**
   * A product has no gradient where two of its factors are zero, so that part could never learn: no
   * index of any label may be idle so while something is left to explain.
   */
  private static void checkNothingIsIdle(FilterForm form, ConvSpec conv, Decomposition found) {
    if (found.relativeError() <= ROUNDING
        || !(form.composition(conv) instanceof Composition.Composable composable)
        || !(composable.kernel() instanceof Contraction contraction)) {
      return;
    }
    Map<String, Integer> zeros = new TreeMap<>();
    for (Contraction.Term term : contraction.terms()) {
      FloatTensor factor = found.factors().get(term.factor());
      int inner = factor.size();
      for (int mode = 0; mode < factor.order(); mode++) {
        int extent = factor.shape().get(mode);
        inner /= extent;
        double[] squares = new double[extent];
        for (int i = 0; i < factor.size(); i++) {
          squares[i / inner % extent] += (double) factor.data()[i] * factor.data()[i];
        }
        for (int i = 0; i < extent; i++) {
          if (squares[i] == 0) {
            zeros.merge(term.labels().charAt(mode) + " = " + i, 1, Integer::sum);
          }
        }
      }
    }
    assertThat(zeros)
        .as("indices at which factors of %s are zero, in %s of %s", contraction.terms(), form, conv)
        .allSatisfy((index, factors) -> assertThat(factors).as(index).isLessThan(2));
  }

  private static void checkAgainstPlain(
      KernelDecomposer decomposer,
      FilterForm form,
      ConvSpec conv,
      FloatTensor kernel,
      Decomposition found) {
    double plain = PlainAlternation.relativeError(form, conv, kernel);
    assertThat(found.relativeError())
        .as("error of %s; plain alternating least squares has %s", conv, plain)
        .isLessThanOrEqualTo(decomposer.suboptimality(form, conv) * plain + ROUNDING);
  }

  /** Convolutions that a decomposer covers; it refuses the others whatever their kernel. */
  static List<ConvSpec> convolutions(
      KernelDecomposer decomposer, FilterForm form, ConvCases cases) {
    return convolutions(
        form,
        conv -> {
          try {
            decomposer.decompose(form, conv, FloatTensor.zeros(conv.kernelShape()));
            return true;
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).as("reason to refuse %s", conv).isNotBlank();
            FloatTensor kernel = FloatTensor.filled(conv.kernelShape(), 1);
            assertThatThrownBy(() -> decomposer.decompose(form, conv, kernel))
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

  private static Decomposition checkKernel(
      KernelDecomposer decomposer, FilterForm form, ConvSpec conv, FloatTensor kernel) {
    FloatTensor before = kernel.copy();
    Decomposition first = decomposer.decompose(form, conv, kernel);
    assertThat(kernel).as("kernel of %s after its decomposition", conv).isEqualTo(before);
    Decomposition second = decomposer.decompose(form, conv, kernel);
    assertThat(second.factors().asMap())
        .as("factors of the same kernel of %s again", conv)
        .isEqualTo(first.factors().asMap());
    Factors fitting = Factors.of(form.factors(conv), first.factors().asMap());
    double actual = relativeError(kernel, Decomposition.compose(form, conv, fitting));
    if (!(Math.abs(first.relativeError() - actual) <= ROUNDING)) {
      throw new AssertionError(
          "The error of %s is reported as %s, but is %s"
              .formatted(conv, first.relativeError(), actual));
    }
    assertThat(actual)
        .as("error of a kernel of %s; keeping nothing has 1", conv)
        .isLessThanOrEqualTo(1 + ROUNDING);
    return first;
  }

  private static void checkRefusals(KernelDecomposer decomposer, FilterForm form, ConvSpec conv) {
    List<Integer> longer = new ArrayList<>(conv.kernelShape());
    longer.add(2);
    assertThatThrownBy(() -> decomposer.decompose(form, conv, FloatTensor.zeros(longer)))
        .as("a kernel of another shape than %s has", conv)
        .isInstanceOf(IllegalArgumentException.class);
    FloatTensor infinite = FloatTensor.zeros(conv.kernelShape());
    infinite.data()[infinite.size() - 1] = Float.NaN;
    assertThatThrownBy(() -> decomposer.decompose(form, conv, infinite))
        .as("a kernel of %s that is not finite", conv)
        .isInstanceOf(IllegalArgumentException.class);
  }
}
