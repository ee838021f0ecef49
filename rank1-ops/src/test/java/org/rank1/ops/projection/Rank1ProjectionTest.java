package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.tensor.Tensors;
import org.rank1.testkit.ConvCases;

class Rank1ProjectionTest {
  private static final FilterForm FORM = new Rank1Form();
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static final SpatialSearch HOSVD = new Rank1Hosvd();
  private static final SpatialSearch HOPM = new Rank1Hopm(new HopmOptions());

  private static ConvSpec conv(int filters, int channels, Integer... kernel) {
    List<ConvAxis> axes = new ArrayList<>();
    for (int taps : kernel) {
      axes.add(ConvAxis.same(taps));
    }
    return new ConvSpec(channels, filters, new ConvGeometry(axes, 1));
  }

  private static FloatTensor gaussian(ConvSpec conv, long seed) {
    return Initializers.gaussian(conv.kernelShape(), 1, new SplittableRandom(seed));
  }

  private static FloatTensor composed(ConvSpec conv, Decomposition result) {
    return ((Composition.Composable) new Rank1Form().composition(conv))
        .kernel()
        .apply(result.factors());
  }

  private FloatTensor project(SpatialSearch search, ConvSpec conv, FloatTensor kernel) {
    try (NDArray array = Tensors.copyOf(kernel, engine.manager());
        NDArray projected = new Rank1Projection(search).project(conv, array)) {
      assertThat(projected.getManager()).isSameAs(engine.manager());
      return Tensors.copyOf(projected);
    }
  }

  private static double error(FloatTensor kernel, FloatTensor approximation) {
    double sum = 0;
    for (int i = 0; i < kernel.size(); i++) {
      double difference = (double) kernel.data()[i] - approximation.data()[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum) / kernel.norm();
  }

  private static List<ConvSpec> shapes() {
    return List.of(
        conv(9, 7, 3, 3),
        conv(9, 7, 5, 3),
        conv(5, 4, 1, 7),
        conv(5, 4, 1, 1),
        conv(8, 1, 3, 3),
        conv(6, 5, 5),
        conv(6, 5, 3, 3, 3),
        conv(4, 3, 2, 1, 3),
        new ConvSpec(8, 6, ConvGeometry.same2d(3).withGroups(2)));
  }

  @Test
  void rank1KernelsAreReproduced() {
    for (ConvSpec conv : shapes()) {
      FloatTensor kernel =
          ((Composition.Composable) new Rank1Form().composition(conv))
              .kernel()
              .apply(new ConvCases(new SplittableRandom(4)).factors(new Rank1Form().factors(conv)));
      for (SpatialSearch search : List.of(HOSVD, HOPM)) {
        var result = new Rank1Decomposer(search).decompose(FORM, conv, kernel);
        assertThat(result.relativeError()).as("%s", conv).isLessThan(1e-6);
        assertThat(error(kernel, composed(conv, result))).isLessThan(1e-6);
        assertThat(error(kernel, project(search, conv, kernel))).isLessThan(1e-6);
      }
    }
  }

  @Test
  void projectionIsIdempotentAndEqualsTheDecomposition() {
    for (ConvSpec conv : shapes()) {
      FloatTensor kernel = gaussian(conv, 5);
      for (SpatialSearch search : List.of(HOSVD, HOPM)) {
        FloatTensor once = project(search, conv, kernel);
        assertThat(error(once, project(search, conv, once))).as("%s", conv).isLessThan(1e-6);
        var result = new Rank1Decomposer(search).decompose(FORM, conv, kernel);
        assertThat(error(kernel, once)).isCloseTo(result.relativeError(), within(1e-6));
        assertThat(error(kernel, composed(conv, result)))
            .isCloseTo(result.relativeError(), within(1e-6));
      }
    }
  }

  @Test
  void hopmIsNeverWorseThanHosvdOnAnyFilter() {
    for (ConvSpec many : shapes()) {
      ConvSpec one = new ConvSpec(many.channelsPerGroup(), 1, many.geometry().withGroups(1));
      for (int seed = 0; seed < 40; seed++) {
        FloatTensor filter = gaussian(one, seed);
        double hosvd = new Rank1Decomposer(HOSVD).decompose(FORM, one, filter).relativeError();
        double hopm = new Rank1Decomposer(HOPM).decompose(FORM, one, filter).relativeError();
        double noExtraStart =
            new Rank1Decomposer(new Rank1Hopm(new HopmOptions(0, 60)))
                .decompose(FORM, one, filter)
                .relativeError();
        assertThat(noExtraStart).isLessThanOrEqualTo(hosvd + 1e-7); // factors are rounded
        assertThat(hopm).isLessThanOrEqualTo(noExtraStart + 1e-7); // factors are rounded
      }
    }
  }

  @Test
  void hopmComesWithin2e5OfAManyStartReferenceOnGaussianFilters() {
    ConvSpec conv = conv(48, 256, 3, 3);
    for (int draw = 0; draw < 3; draw++) {
      FloatTensor kernel = gaussian(conv, 100 + draw);
      double reference =
          new Rank1Decomposer(new Rank1Hopm(new HopmOptions(150, 200)))
              .decompose(FORM, conv, kernel)
              .relativeError();
      double found = new Rank1Decomposer(HOPM).decompose(FORM, conv, kernel).relativeError();
      double hosvd = new Rank1Decomposer(HOSVD).decompose(FORM, conv, kernel).relativeError();
      assertThat(found).isBetween(reference - 1e-9, reference + 2e-5);
      assertThat(reference).isBetween(0.92, 0.935);
      assertThat(hosvd).isGreaterThan(found + 1e-4);
    }
  }

  @Test
  void noPointOfAFineGridIsBetterThanHopm() {
    ConvSpec conv = conv(1, 6, 2, 2);
    for (int seed = 0; seed < 20; seed++) {
      FloatTensor kernel = gaussian(conv, seed);
      double best = 0;
      for (int i = 0; i < 360; i++) {
        for (int j = 0; j < 360; j++) {
          double a = Math.PI * i / 360;
          double b = Math.PI * j / 360;
          double[] weights = {
            Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b),
            Math.sin(a) * Math.cos(b), Math.sin(a) * Math.sin(b)
          };
          double value = 0;
          for (int c = 0; c < 6; c++) {
            double t = 0;
            for (int k = 0; k < 4; k++) {
              t += kernel.data()[4 * c + k] * weights[k];
            }
            value += t * t;
          }
          best = Math.max(best, value);
        }
      }
      double squares = kernel.norm() * kernel.norm();
      double found = new Rank1Decomposer(HOPM).decompose(FORM, conv, kernel).relativeError();
      double captured = squares * (1 - found * found);
      assertThat(captured).isBetween(best - 1e-9 * squares, best * 1.001);
    }
  }

  @Test
  void factorsAreBalancedAndSignsFollowTheConvention() {
    ConvSpec conv = conv(20, 6, 3, 5);
    var factors = new Rank1Decomposer(HOPM).decompose(FORM, conv, gaussian(conv, 6)).factors();
    for (int o = 0; o < 20; o++) {
      double norm = rowNorm(factors.get("t"), o);
      for (String axis : List.of("p", "q")) {
        FloatTensor factor = factors.get(axis);
        assertThat(rowNorm(factor, o)).isCloseTo(norm, within(1e-5 * norm));
        int length = factor.shape().get(1);
        float peak = 0;
        for (int i = 0; i < length; i++) {
          float value = factor.data()[o * length + i];
          peak = Math.abs(value) > Math.abs(peak) ? value : peak;
        }
        assertThat(peak).isPositive();
      }
    }
  }

  private static double rowNorm(FloatTensor factor, int row) {
    int length = factor.size() / factor.shape().get(0);
    double sum = 0;
    for (int i = row * length; i < (row + 1) * length; i++) {
      sum += (double) factor.data()[i] * factor.data()[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void zeroKernelStaysZeroWithoutError() {
    ConvSpec conv = conv(3, 4, 3, 3);
    FloatTensor zero = FloatTensor.zeros(conv.kernelShape());
    var result = new Rank1Decomposer(HOPM).decompose(FORM, conv, zero);
    assertThat(result.relativeError()).isZero();
    assertThat(composed(conv, result)).isEqualTo(zero);
    assertThat(project(HOPM, conv, zero).norm()).isZero();
  }

  @Test
  void kernelsThatAreMisshapenOrNotFiniteAreRefused() {
    ConvSpec conv = conv(3, 4, 3, 3);
    Rank1Decomposer decomposer = new Rank1Decomposer(HOSVD);
    assertThatThrownBy(() -> decomposer.decompose(FORM, conv, FloatTensor.zeros(3, 4, 9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3, 4, 3, 3]");
    FloatTensor bad = gaussian(conv, 1);
    bad.data()[50] = Float.NaN;
    assertThatThrownBy(() -> decomposer.decompose(FORM, conv, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
  }

  @Test
  void projectionLeavesNothingBehind() {
    ConvSpec conv = conv(3, 4, 3, 3);
    try (NDArray kernel = Tensors.copyOf(gaussian(conv, 1), engine.manager())) {
      kernel.setRequiresGradient(true);
      int before = engine.manager().getManagedArrays().size();
      for (int i = 0; i < 10; i++) {
        NDArray projected = new Rank1Projection(HOPM).project(conv, kernel);
        assertThat(projected.hasGradient()).isFalse();
        projected.close();
      }
      assertThat(engine.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void illegalOptionsAreRefused() {
    assertThatThrownBy(() -> new HopmOptions(-1, 5)).hasMessageContaining("starts -1");
    assertThatThrownBy(() -> new HopmOptions(1, 0)).hasMessageContaining("sweeps 0");
  }
}
