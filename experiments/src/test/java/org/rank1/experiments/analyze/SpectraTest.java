package org.rank1.experiments.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.testkit.ConvCases;

class SpectraTest {
  private static final ConvSpec CONV = new ConvSpec(8, 6, ConvGeometry.same2d(3));

  private final SplittableRandom random = new SplittableRandom(7);

  private static FloatTensor kernel(FilterForm form, ConvCases cases) {
    Composition.Composable composable = (Composition.Composable) form.composition(CONV);
    return composable.kernel().apply(cases.factors(form.factors(CONV)));
  }

  @Test
  void singularValuesOfARotatedDiagonalAreTheDiagonal() {
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    double[] rotated = {3 * c, -0.5 * s, 0, 3 * s, 0.5 * c, 0};
    assertThat(SingularValues.of(rotated, 2, 3)).containsExactly(new double[] {3, 0.5}, near());
    assertThat(SingularValues.of(new double[12], 4, 3)).containsExactly(0, 0, 0);
  }

  private static Offset<Double> near() {
    return Offset.offset(1e-12);
  }

  @Test
  void theGramMatrixInBlocksGivesTheSameSingularValues() {
    int rows = 5;
    int columns = 12;
    float[] matrix = new float[rows * columns];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) random.nextGaussian();
    }
    GramMatrix gram = new GramMatrix(rows);
    gram.add(matrix, 0, columns, 1, 7);
    gram.add(matrix, 7, columns, 1, 5);
    double[] expected =
        SingularValues.of(FeatureMaps.widened(matrix, 0, matrix.length), rows, columns);
    assertThat(gram.singularValues()).containsExactly(expected, Offset.offset(1e-7));
    assertThat(new GramMatrix(2).singularValues()).containsExactly(0, 0);
  }

  @Test
  void numericRankCountsWhatExceedsTheThreshold() {
    double[] values = {10, 1, 0.1, 0.01};
    assertThat(SpectrumMean.numericRank(values, 0.05)).isEqualTo(2);
    assertThat(SpectrumMean.numericRank(values, 1e-3)).isEqualTo(3);
    assertThat(SpectrumMean.numericRank(values, 1e-6)).isEqualTo(4);
    assertThat(SpectrumMean.numericRank(new double[3], 1e-3)).isZero();
  }

  @Test
  void aMeanOverMatricesLeavesOutZerosButCountsTheirRank() {
    SpectrumMean mean = new SpectrumMean(2, 0.1);
    mean.add(new double[] {2, 1});
    mean.add(new double[] {4, 0});
    mean.add(new double[] {0, 0});
    Spectrum spectrum = mean.spectrum();
    assertThat(spectrum.relative()).containsExactly(1.0, 0.25);
    assertThat(spectrum.meanRank()).isEqualTo(1);
    assertThat(spectrum.leastRank()).isZero();
    assertThat(spectrum.mostRank()).isEqualTo(2);
    assertThat(spectrum.matrices()).isEqualTo(3);
  }

  @Test
  void everyUnfoldingOfARankOneFilterHasRankOneAndASumOfTwoHasTwo() {
    ConvCases cases = new ConvCases(random);
    KernelSpectra one = KernelSpectra.of(kernel(new Rank1Form(), cases), 1e-5);
    KernelSpectra two =
        KernelSpectra.of(kernel(new FilterCpForm(new FilterCpOptions(2)), cases), 1e-5);
    for (List<Spectrum> modes : List.of(modes(one), modes(two))) {
      assertThat(modes).extracting(Spectrum::size).containsExactly(8, 3, 3);
      assertThat(modes).allMatch(mode -> mode.matrices() == 6);
    }
    assertThat(modes(one)).allMatch(mode -> mode.mostRank() == 1 && mode.leastRank() == 1);
    assertThat(modes(two)).allMatch(mode -> mode.mostRank() == 2 && mode.leastRank() == 2);
    // Together the filters are as independent as any.
    assertThat(one.filters()).isNotNull();
    assertThat(one.filters().meanRank()).isEqualTo(6);
  }

  private static List<Spectrum> modes(KernelSpectra kernel) {
    return List.of(kernel.channels(), kernel.axes().get(0), kernel.axes().get(1));
  }

  @Test
  void moreFiltersThanTapsAreCountedByTheirTaps() {
    FloatTensor kernel = FloatTensor.zeros(10, 1, 2, 2);
    for (int i = 0; i < kernel.size(); i++) {
      kernel.data()[i] = (float) random.nextGaussian();
    }
    Spectrum filters = KernelSpectra.of(kernel, 1e-3).filters();
    assertThat(filters).isNotNull();
    assertThat(filters.size()).isEqualTo(4);
    assertThat(filters.mostRank()).isEqualTo(4);
  }

  @Test
  void largeMapsAreLookedAtOnFewerImages() {
    assertThat(FeatureMaps.affordable(List.of(64, 28, 28), 64)).isEqualTo(64);
    assertThat(FeatureMaps.affordable(List.of(64, 224, 224), 64)).isEqualTo(1);
    assertThat(Arrays.asList(64, 3, 1))
        .allMatch(images -> FeatureMaps.affordable(List.of(1, 1, 1), images) == images);
  }
}
