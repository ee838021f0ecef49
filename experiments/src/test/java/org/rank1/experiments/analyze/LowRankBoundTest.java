package org.rank1.experiments.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.onnx.inspect.ConvolutionNode;
import org.rank1.testkit.ConvCases;
import org.rank1.testkit.NaiveConvolution;

/** The inequality of METHOD: where it holds, where it does not, and what does not follow. */
class LowRankBoundTest {
  private static final int CASES = 150;
  private static final double THRESHOLD = 1e-3;

  private static FloatTensor composed(FilterForm form, ConvSpec conv, Factors factors) {
    return ((Composition.Composable) form.composition(conv)).kernel().apply(factors);
  }

  private static FloatTensor batched(List<Integer> extents, double[] values) {
    List<Integer> shape = new ArrayList<>(List.of(1));
    shape.addAll(extents);
    FloatTensor tensor = FloatTensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) values[i];
    }
    return tensor;
  }

  private static List<Integer> extents(int channels, List<Integer> spatial) {
    List<Integer> extents = new ArrayList<>(List.of(channels));
    extents.addAll(spatial);
    return extents;
  }

  /** Checks a kernel's filters on an input; the output is computed by definition, then rounded. */
  private static BoundResult check(
      ConvSpec conv, FloatTensor kernel, List<Integer> spatial, double[] input, float bias) {
    double[] output =
        NaiveConvolution.convolve(conv, input, spatial, NaiveConvolution.doubles(kernel));
    FloatTensor biases = FloatTensor.filled(List.of(conv.outChannels()), bias);
    for (int i = 0; i < output.length; i++) {
      output[i] += bias;
    }
    BoundCheck check =
        new BoundCheck(
            new ConvolutionNode(
                "conv",
                "x",
                "y",
                Optional.empty(),
                conv.geometry().groups(),
                kernel,
                Optional.of(biases)),
            THRESHOLD);
    check.add(
        batched(extents(conv.inChannels(), spatial), input),
        batched(extents(conv.outChannels(), conv.geometry().outputSize(spatial)), output),
        0);
    return check.result();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void holdsForRankOneFiltersWithAnyStridePaddingDilationAndGroups(int axes) {
    ConvCases cases = new ConvCases(new SplittableRandom(11 + axes));
    SplittableRandom random = new SplittableRandom(17);
    double largest = 0;
    double aboveRounding = 0;
    for (int i = 0; i < CASES; i++) {
      ConvCases.Case each = cases.next(axes);
      Rank1Form form = new Rank1Form();
      FloatTensor kernel = composed(form, each.conv(), cases.factors(form.factors(each.conv())));
      BoundResult result =
          check(
              each.conv(),
              kernel,
              each.spatial(),
              cases.gaussian(each.inputSize()),
              (float) random.nextGaussian());
      assertThat(result.rankOneFilters()).as("%s", each).isEqualTo(each.conv().outChannels());
      assertThat(result.checked()).isEqualTo(each.conv().outChannels());
      assertThat(result.violated()).as("%s: %s", each, result).isZero();
      assertThat(result.largestRatio()).isLessThanOrEqualTo(1);
      largest = Math.max(largest, result.largestRatio());
      aboveRounding += result.aboveRounding() / CASES;
    }
    // The bound is attained by kernels of one tap, and little of all this drowns in rounding.
    assertThat(largest).isGreaterThan(0.99);
    assertThat(aboveRounding).isGreaterThan(0.7);
  }

  @Test
  void failsForFiltersOfHigherRank() {
    ConvSpec conv = new ConvSpec(4, 8, ConvGeometry.same2d(3));
    ConvCases cases = new ConvCases(new SplittableRandom(5));
    FilterCpForm form = new FilterCpForm(new FilterCpOptions(2));
    FloatTensor kernel = composed(form, conv, cases.factors(form.factors(conv)));
    List<Integer> spatial = List.of(9, 9);
    // The X_c are of rank one, so every Z is of rank at most 4, and no rank-one filter's Y above.
    double[] input = new double[4 * 81];
    for (int c = 0; c < 4; c++) {
      double[] column = cases.gaussian(9);
      double[] row = cases.gaussian(9);
      for (int i = 0; i < 81; i++) {
        input[c * 81 + i] = (float) (column[i / 9] * row[i % 9]);
      }
    }
    assertThat(check(conv, kernel, spatial, input, 0).rankOneFilters()).isZero();
    double[] output =
        NaiveConvolution.convolve(conv, input, spatial, NaiveConvolution.doubles(kernel));
    for (int o = 0; o < 8; o++) {
      RankOneFilter nearby = RankOneFilter.through(kernel.data(), o * 36, 4, 3, 3);
      LowRankBound exact = new LowRankBound(combined(nearby, input), nearby.reach(), 1e-4);
      double[] y = new double[81];
      System.arraycopy(output, o * 81, y, 0, 81);
      assertThat(exact.worst(SingularValues.of(y, 9, 9))).as("filter %d", o).isGreaterThan(1);
    }
  }

  private static double[] combined(RankOneFilter filter, double[] input) {
    double[] z = new double[81];
    for (int c = 0; c < filter.t().length; c++) {
      for (int i = 0; i < 81; i++) {
        z[i] += filter.t()[c] * input[c * 81 + i];
      }
    }
    return SingularValues.of(z, 9, 9);
  }

  @Test
  void anOutputThatIsNotTheFiltersViolatesIt() {
    ConvSpec conv = new ConvSpec(2, 1, ConvGeometry.same2d(3));
    ConvCases cases = new ConvCases(new SplittableRandom(3));
    Rank1Form form = new Rank1Form();
    FloatTensor kernel = composed(form, conv, cases.factors(form.factors(conv)));
    BoundCheck check =
        new BoundCheck(
            new ConvolutionNode("conv", "x", "y", Optional.empty(), 1, kernel, Optional.empty()),
            THRESHOLD);
    double[] flat = new double[2 * 49];
    Arrays.fill(flat, 1);
    check.add(batched(List.of(2, 7, 7), flat), batched(List.of(1, 7, 7), cases.gaussian(49)), 0);
    assertThat(check.result().violated()).isEqualTo(1);
    assertThat(check.result().holds()).isFalse();
    assertThat(check.result().largestRatio()).isGreaterThan(1);
  }

  @Test
  void theNumericRankMayRiseWhileTheBoundHolds() {
    int size = 32;
    ConvAxis unpadded = new ConvAxis(3, 1, 0, 0, 1);
    ConvSpec conv = new ConvSpec(1, 1, new ConvGeometry(List.of(unpadded, unpadded), 1));
    double[] kernel = {1, -2, 1, -2, 4, -2, 1, -2, 1};
    // Smooth: second differences take away what is large and leave what has many directions.
    double[] z = new double[size * size];
    for (int i = 0; i < z.length; i++) {
      double distance = i / size - i % size;
      z[i] = 1000 + Math.exp(-distance * distance / 110);
    }
    double[] y = NaiveConvolution.convolve(conv, z, List.of(size, size), kernel);
    double[] combined = SingularValues.of(z, size, size);
    double[] output = SingularValues.of(y, size - 2, size - 2);
    assertThat(SpectrumMean.numericRank(combined, THRESHOLD)).isEqualTo(1);
    assertThat(SpectrumMean.numericRank(output, THRESHOLD)).isEqualTo(8);
    assertThat(new LowRankBound(combined, 16, 1e-9).worst(output)).isBetween(1e-6, 1.0);
  }

  @Test
  void allMapsTogetherMayHaveAHigherRankThanThereAreChannels() {
    ConvSpec conv = new ConvSpec(1, 4, ConvGeometry.same2d(3));
    ConvCases cases = new ConvCases(new SplittableRandom(9));
    Rank1Form form = new Rank1Form();
    double[] image = cases.gaussian(64);
    Factors factors = cases.factors(form.factors(conv));
    assertThat(rankAcrossFilters(conv, composed(form, conv, factors), image)).isEqualTo(4);

    // With one p and one q for all filters it is at most the number of channels.
    for (String axis : List.of("p", "q")) {
      float[] data = factors.get(axis).data();
      for (int i = 3; i < data.length; i++) {
        data[i] = data[i % 3];
      }
    }
    assertThat(rankAcrossFilters(conv, composed(form, conv, factors), image)).isEqualTo(1);
  }

  /** Numeric rank of filters × positions. */
  private static int rankAcrossFilters(ConvSpec conv, FloatTensor kernel, double[] image) {
    double[] maps =
        NaiveConvolution.convolve(conv, image, List.of(8, 8), NaiveConvolution.doubles(kernel));
    return SpectrumMean.numericRank(SingularValues.of(maps, conv.outChannels(), 64), 1e-5);
  }
}
