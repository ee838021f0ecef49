package org.rank1.ops.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.filter.form.RankOptions;
import org.rank1.filter.form.SpatialSvdForm;
import org.rank1.filter.form.TensorTrainForm;
import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;

class FormDecomposersTest {
  private static final ConvSpec CONV = new ConvSpec(7, 10, ConvGeometry.same2d(3));

  private static FloatTensor gaussian(ConvSpec conv, long seed) {
    return Initializers.gaussian(conv.kernelShape(), 1, new SplittableRandom(seed));
  }

  @Test
  void truncatedSvdLeavesExactlyTheSmallerSingularValues() {
    SplittableRandom random = new SplittableRandom(1);
    for (int[] shape : new int[][] {{4, 9}, {9, 4}, {6, 6}, {1, 5}, {40, 33}}) {
      double[] matrix = new double[shape[0] * shape[1]];
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] = random.nextGaussian();
      }
      SingularValueDecomposition_F64<DMatrixRMaj> full =
          DecompositionFactory_DDRM.svd(shape[0], shape[1], false, false, false);
      assertThat(full.decompose(Matrices.view(matrix.clone(), shape[0], shape[1]))).isTrue();
      double[] singular = full.getSingularValues().clone();
      Arrays.sort(singular);
      int most = Math.min(shape[0], shape[1]);
      for (int rank = 1; rank <= most; rank++) {
        TruncatedSvd svd =
            TruncatedSvd.of(matrix, shape[0], shape[1], rank).balanced(shape[0], shape[1], rank);
        double[] product = Matrices.times(svd.left(), svd.right(), shape[0], rank, shape[1]);
        double left = 0;
        for (int i = 0; i < matrix.length; i++) {
          left += (matrix[i] - product[i]) * (matrix[i] - product[i]);
        }
        double expected = 0;
        for (int i = 0; i < singular.length - rank; i++) {
          expected += singular[i] * singular[i];
        }
        assertThat(left).isCloseTo(expected, within(1e-9 * Matrices.squares(matrix)));
      }
    }
  }

  private static double error(
      KernelDecomposer decomposer, FilterForm form, ConvSpec conv, FloatTensor kernel) {
    return decomposer.decompose(form, conv, kernel).relativeError();
  }

  private static FormDecomposer cp(int starts, int sweeps) {
    return Decomposers.cp(new CpAlsStrategy(starts, sweeps, 10));
  }

  private static FormDecomposer filterCp(int starts, int sweeps) {
    return Decomposers.filterCp(new CpAlsStrategy(starts, sweeps, 10));
  }

  private static CpForm cpForm(int rank) {
    return new CpForm(new RankOptions(rank, 0.5));
  }

  private static FilterCpForm filterCpForm(int rank) {
    return new FilterCpForm(new FilterCpOptions(rank));
  }

  @Test
  void hooiIsNeverWorseThanHosvd() {
    FilterForm form = new Tucker2Form(new Tucker2Options(3, 4, 0.5));
    for (int seed = 0; seed < 10; seed++) {
      FloatTensor kernel = gaussian(CONV, seed);
      assertThat(error(Decomposers.tucker2(new HooiStrategy(20)), form, CONV, kernel))
          .isLessThan(error(Decomposers.tucker2(new HooiStrategy(0)), form, CONV, kernel));
    }
  }

  @Test
  void filterCpOfRankOneIsAsNearAsTheBestRankOneFilters() {
    FloatTensor kernel = gaussian(CONV, 3);
    double best =
        error(new Rank1Decomposer(new Rank1Hopm(new HopmOptions())), new Rank1Form(), CONV, kernel);
    double found = error(filterCp(8, 200), filterCpForm(1), CONV, kernel);
    assertThat(found).isBetween(best - 1e-6, best + 1e-3);
    assertThat(error(filterCp(2, 100), filterCpForm(2), CONV, kernel)).isLessThan(found - 0.05);
  }

  @Test
  void fullRanksLeaveNothing() {
    FloatTensor kernel = gaussian(CONV, 4);
    RankOptions all = new RankOptions(0, 16);
    assertThat(error(Decomposers.spatialSvd(), new SpatialSvdForm(all), CONV, kernel))
        .isLessThan(1e-6);
    assertThat(error(Decomposers.tensorTrain(), new TensorTrainForm(all), CONV, kernel))
        .isLessThan(1e-6);
    assertThat(
            error(
                Decomposers.tucker2(new HooiStrategy(5)),
                new Tucker2Form(new Tucker2Options(0, 0, 1)),
                CONV,
                kernel))
        .isLessThan(1e-6);
    assertThat(error(cp(0, 5), new CpForm(all), CONV, kernel)).isLessThan(1e-6);
    assertThat(error(filterCp(0, 5), filterCpForm(9), CONV, kernel)).isLessThan(1e-6);
  }

  @Test
  void aLargerKernelThanStepsOnAllFactorsCanTakeIsApproximatedToo() {
    ConvSpec conv = new ConvSpec(32, 48, ConvGeometry.same2d(3));
    FloatTensor kernel = gaussian(conv, 5);
    double few = error(cp(1, 30), cpForm(16), conv, kernel);
    assertThat(few).isLessThan(0.97);
    assertThat(error(cp(1, 30), cpForm(48), conv, kernel)).isLessThan(few - 0.02);
  }

  @Test
  void illegalOptionsAreRefused() {
    assertThatThrownBy(() -> new CpAlsOptions(2, 0.5, -1, 10, 10))
        .hasMessageContaining("starts -1");
    assertThatThrownBy(() -> new CpAlsOptions(2, 0.5, 1, 0, 10)).hasMessageContaining("sweeps 0");
    assertThatThrownBy(() -> new FilterCpAlsOptions(2, 1, 10, 0.5))
        .hasMessageContaining("termBound 0.5");
    assertThatThrownBy(() -> new FilterCpAlsOptions(0, 1, 10, 5)).hasMessageContaining("rank 0");
    assertThatThrownBy(() -> new Tucker2HooiOptions(1, 1, 0.5, -1))
        .hasMessageContaining("sweeps -1");
  }
}
