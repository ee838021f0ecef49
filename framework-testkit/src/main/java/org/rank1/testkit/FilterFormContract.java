package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;
import org.rank1.plugin.Options;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.testkit.DiscoveredParts.Example;

/** What every {@link FilterForm} must hold. Needs no engine. */
public class FilterFormContract extends PartContract {
  /** Cases for each number of axes. */
  private static final int CASES = 100;

  private static final int TRIES = 20 * CASES;

  /** Weights and compositions are rounded to 24 bits; a few roundings each. */
  private static final double ROUNDING = 16 * 0x1p-24;

  /** Build logs show what was crossed; report entries alone are not printed by every build tool. */
  private static final System.Logger LOG = System.getLogger(FilterFormContract.class.getName());

  /** Subclasses run it over the parts at hand. */
  protected FilterFormContract() {}

  /** One test per form and example. */
  @TestFactory
  final Stream<DynamicTest> filterForms(TestReporter reporter) {
    return tests(
        FilterForm.class,
        (parts, example) -> {
          checkBinding(parts, example);
          Counts counts = check(example.part());
          LOG.log(
              System.Logger.Level.INFO,
              "form {0}: {1} convolutions, {2} pairs crossed, {3} lowerings compared, {4} refused",
              example,
              counts.convolutions(),
              counts.pairs(),
              counts.lowerings(),
              counts.refused());
          reporter.publishEntry(
              Map.of(
                  "form", example.toString(),
                  "convolutions", String.valueOf(counts.convolutions()),
                  "pairs", String.valueOf(counts.pairs()),
                  "lowerings", String.valueOf(counts.lowerings()),
                  "refused", String.valueOf(counts.refused())));
        });
  }

  /**
   * What was checked.
   *
   * @param convolutions convolutions that the form can express
   * @param pairs pairs of levels that occurred together in them, see {@link PairCoverage}
   * @param lowerings lowerings compared with the composed kernel, or with each other
   * @param refused convolutions that the form refused
   */
  public record Counts(int convolutions, int pairs, int lowerings, int refused) {}

  /** A form is named as it is bound, and its options make an equal form again. */
  public static void checkBinding(Parts parts, Example<FilterForm> example) {
    FilterForm form = example.part();
    assertThat(form.name()).as("name of the form bound as %s", example).isEqualTo(example.name());
    PartFactory<?, ? extends FilterForm> factory =
        parts.factory(FilterForm.class, form.name(), "form", "contract");
    assertThat(remade(factory, Options.toMap(form.options())))
        .as("the form made again from its options")
        .isEqualTo(form);
  }

  private static <O extends Record> FilterForm remade(
      PartFactory<O, ? extends FilterForm> factory, Map<String, Object> options) {
    return factory.create(Options.bind(factory.optionsType(), options, "form"));
  }

  /**
   * Over a crossing of convolutions: factors are declared consistently, every lowering computes
   * what the composed kernel does, and stages have the weights and sizes they declare.
   *
   * @throws AssertionError naming the convolution where the form is wrong
   */
  public static Counts check(FilterForm form) {
    int convolutions = 0;
    int lowerings = 0;
    int refused = 0;
    int pairs = 0;
    for (int axes = 1; axes <= 3; axes++) {
      ConvCases cases = new ConvCases(new SplittableRandom(20180813));
      PairCoverage crossed = new PairCoverage();
      int accepted = 0;
      for (int tries = 0; accepted < CASES && tries < TRIES; tries++) {
        ConvCases.Case next = cases.next(axes);
        Optional<List<TensorSpec>> specs = factors(form, next.conv());
        if (specs.isEmpty()) {
          refused++;
        } else {
          accepted++;
          crossed.add(next);
          lowerings += checkOne(form, next, specs.get(), cases);
        }
      }
      assertThat(accepted)
          .as("convolutions with %d axes that form %s can express", axes, form.name())
          .isEqualTo(CASES);
      assertThat(crossed.missing(axes)).as("pairs not crossed with %d axes", axes).isEmpty();
      convolutions += accepted;
      pairs += crossed.size();
    }
    return new Counts(convolutions, pairs, lowerings, refused);
  }

  private static Optional<List<TensorSpec>> factors(FilterForm form, ConvSpec conv) {
    try {
      return Optional.of(form.factors(conv));
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal.getMessage()).as("reason for refusing %s", conv).isNotBlank();
      return Optional.empty();
    }
  }

  private static int checkOne(
      FilterForm form, ConvCases.Case next, List<TensorSpec> specs, ConvCases cases) {
    ConvSpec conv = next.conv();
    assertThat(specs.stream().map(TensorSpec::name)).as("factor names").doesNotHaveDuplicates();
    assertThat(form.factors(conv)).as("factors asked again").isEqualTo(specs);
    assertThat(form.parameters(conv))
        .as("parameters of %s", next)
        .isEqualTo(specs.stream().mapToLong(TensorSpec::size).sum());
    assertThatThrownBy(() -> form.lower(conv, "no-such-lowering"))
        .as("a lowering that is not offered")
        .isInstanceOf(IllegalArgumentException.class);

    Factors factors = cases.factors(specs);
    double[] input = cases.gaussian(next.inputSize());
    List<String> names = form.lowerings(conv);
    assertThat(names).as("lowerings of %s", next).isNotEmpty().doesNotHaveDuplicates();
    Composition composition = form.composition(conv);
    assertThat(names.contains(Lowering.COMPOSED))
        .as("\"composed\" is offered exactly if the form composes")
        .isEqualTo(composition instanceof Composition.Composable);
    NaiveLowering.Result expected;
    if (composition instanceof Composition.Composable composable) {
      expected = composed(composable, next, factors, input);
    } else {
      assertThat(((Composition.NotComposable) composition).reason()).isNotBlank();
      expected = NaiveLowering.run(form.lower(conv, names.get(0)), factors, input, next.spatial());
    }
    for (String name : names) {
      var stages = form.lower(conv, name);
      stages.chains().forEach(chain -> checkChain(conv, chain));
      NaiveLowering.Result actual = NaiveLowering.run(stages, factors, input, next.spatial());
      assertThat(actual.spatial())
          .as("output size of lowering %s of %s", name, next)
          .isEqualTo(conv.geometry().outputSize(next.spatial()));
      close("lowering \"" + name + "\" of " + next, actual, expected);
    }
    return names.size();
  }

  private static void checkChain(ConvSpec conv, List<ConvStage> chain) {
    assertThat(chain.stream().map(ConvStage::name)).as("stage names").doesNotHaveDuplicates();
    assertThat(chain.get(0).conv().inChannels()).isEqualTo(conv.inChannels());
    assertThat(chain.get(chain.size() - 1).conv().outChannels()).isEqualTo(conv.outChannels());
  }

  private static NaiveLowering.Result composed(
      Composition.Composable composable, ConvCases.Case next, Factors factors, double[] input) {
    ConvSpec conv = next.conv();
    FloatTensor kernel = composable.kernel().apply(factors);
    assertThat(kernel.shape()).as("composed kernel of %s", next).isEqualTo(conv.kernelShape());
    double[] weights = NaiveConvolution.doubles(kernel);
    return new NaiveLowering.Result(
        NaiveConvolution.convolve(conv, input, next.spatial(), weights),
        NaiveConvolution.convolve(
            conv,
            NaiveConvolution.magnitudes(input),
            next.spatial(),
            NaiveConvolution.magnitudes(weights)),
        conv.geometry().outputSize(next.spatial()));
  }

  private static void close(
      String what, NaiveLowering.Result actual, NaiveLowering.Result expected) {
    assertThat(actual.values()).as(what).hasSameSizeAs(expected.values());
    for (int i = 0; i < actual.values().length; i++) {
      double tolerance = ROUNDING * (actual.magnitudes()[i] + expected.magnitudes()[i]);
      double error = Math.abs(actual.values()[i] - expected.values()[i]);
      if (!(error <= tolerance)) {
        throw new AssertionError(
            "%s: element %d is %s, expected %s ± %s"
                .formatted(what, i, actual.values()[i], expected.values()[i], tolerance));
      }
    }
  }
}
