package org.rank1.ops.segre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.tensor.GradientMode;

/** Tangent vectors and geodesics against kernels composed in double precision. */
class SegrePointTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private final SplittableRandom random = new SplittableRandom(7);

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double[] combined(double x, double[] a, double y, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = x * a[i] + y * b[i];
    }
    return sum;
  }

  private static double[] row(float[] values, int rows, int row) {
    double[] copy = new double[values.length / rows];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[row * copy.length + i];
    }
    return copy;
  }

  /** The unit rows of one filter's factors. */
  private static List<double[]> units(Filters filters, int filter) {
    List<double[]> units = new ArrayList<>();
    for (NDArray factor : filters.factors()) {
      double[] row = row(factor.toFloatArray(), Math.toIntExact(factor.getShape().get(0)), filter);
      units.add(combined(1 / norm(row), row, 0, row));
    }
    return units;
  }

  /** A kernel contracted with all vectors but the k-th. */
  private static double[] contracted(double[] kernel, List<double[]> vectors, int k) {
    double[] result = new double[vectors.get(k).length];
    for (int i = 0; i < result.length; i++) {
      List<double[]> with = new ArrayList<>(vectors);
      double[] basis = new double[result.length];
      basis[i] = 1;
      with.set(k, basis);
      result[i] = dot(kernel, Filters.outer(with));
    }
    return result;
  }

  /** The projection onto the sum of the spaces {@code u₁⊗…⊗R^n⊗…⊗u_d}, composed. */
  private static double[] projected(double[] kernel, List<double[]> units) {
    double[] along = Filters.outer(units);
    double radial = dot(kernel, along);
    double[] sum = combined(radial, along, 0, along);
    for (int k = 0; k < units.size(); k++) {
      List<double[]> with = new ArrayList<>(units);
      with.set(k, combined(1, contracted(kernel, units, k), -radial, units.get(k)));
      sum = combined(1, sum, 1, Filters.outer(with));
    }
    return sum;
  }

  /** A tangent vector of one filter, composed. */
  private static double[] composed(SegrePoint.Tangent tangent, Filters filters, int filter) {
    List<double[]> units = units(filters, filter);
    double[] sum = Filters.outer(units);
    sum = combined(tangent.radial().toFloatArray()[filter], sum, 0, sum);
    for (int k = 0; k < units.size(); k++) {
      List<double[]> with = new ArrayList<>(units);
      NDArray angular = tangent.angular().get(k);
      with.set(k, row(angular.toFloatArray(), Math.toIntExact(angular.getShape().get(0)), filter));
      sum = combined(1, sum, 1, Filters.outer(with));
    }
    return sum;
  }

  private static RankOneFilters points(Filters filters) {
    return RankOneFilters.of(filters.group()).orElseThrow();
  }

  private static SegrePoint.Tangent gradient(Filters filters, NDManager scratch) {
    return new SegrePoint(points(filters), scratch)
        .project(filters.factors().stream().map(NDArray::getGradient).toList());
  }

  private static double[] toDouble(float[] values) {
    return row(values, 1, 0);
  }

  @Test
  void theProjectionFromFactorGradientsIsThatOfTheComposedGradient() {
    for (ConvSpec conv : Filters.cases()) {
      Filters filters = new Filters(conv, random, engine.manager());
      float[][] kernelGradient = filters.random(random);
      filters.backward(kernelGradient, false);
      GradientMode.unrecorded(
          () -> {
            SegrePoint.Tangent tangent = gradient(filters, engine.manager());
            for (int o = 0; o < conv.outChannels(); o++) {
              double[] gradient = toDouble(kernelGradient[o]);
              double[] expected = projected(gradient, units(filters, o));
              double[] actual = composed(tangent, filters, o);
              assertThat(norm(combined(1, actual, -1, expected)))
                  .as("%s, filter %d", conv, o)
                  .isLessThan(1e-5 * norm(gradient));
            }
          });
    }
  }

  /** What is said of the explicit projection is true of it, so that the above means something. */
  @Test
  void theProjectionIsIdempotentSelfAdjointAndLeavesANormalRest() {
    for (ConvSpec conv : Filters.cases()) {
      Filters filters = new Filters(conv, random, engine.manager());
      float[][] a = filters.random(random);
      float[][] b = filters.random(random);
      for (int o = 0; o < conv.outChannels(); o++) {
        List<double[]> units = units(filters, o);
        double[] first = toDouble(a[o]);
        double[] second = toDouble(b[o]);
        double[] once = projected(first, units);
        double[] twice = projected(once, units);
        assertThat(norm(combined(1, once, -1, twice))).as("%s", conv).isLessThan(1e-12);
        assertThat(dot(once, second))
            .as("%s", conv)
            .isCloseTo(dot(first, projected(second, units)), within(1e-12 * norm(first) * 10));
        assertThat(dot(combined(1, first, -1, once), once)).isCloseTo(0, within(1e-11));
      }
    }
  }

  @Test
  void aTangentVectorProjectedFromItsOwnContractionsStaysTheSame() {
    for (ConvSpec conv : Filters.cases()) {
      Filters filters = new Filters(conv, random, engine.manager());
      filters.backward(filters.random(random), false);
      float[][] again = new float[conv.outChannels()][];
      double[][] once = new double[conv.outChannels()][];
      GradientMode.unrecorded(
          () -> {
            SegrePoint.Tangent tangent = gradient(filters, engine.manager());
            for (int o = 0; o < again.length; o++) {
              once[o] = composed(tangent, filters, o);
              again[o] = new float[once[o].length];
              for (int i = 0; i < again[o].length; i++) {
                again[o][i] = (float) once[o][i];
              }
            }
            filters.factors().forEach(GradientMode::clearGradient);
          });
      filters.backward(again, false);
      GradientMode.unrecorded(
          () -> {
            SegrePoint.Tangent tangent = gradient(filters, engine.manager());
            for (int o = 0; o < again.length; o++) {
              double[] twice = composed(tangent, filters, o);
              assertThat(norm(combined(1, once[o], -1, twice)))
                  .as("%s, filter %d", conv, o)
                  .isLessThan(1e-5 * norm(once[o]));
            }
          });
    }
  }

  /** The nearest rank-one filter by alternation, from a start that is near. */
  private static double[] nearest(double[] kernel, List<double[]> start) {
    List<double[]> vectors = new ArrayList<>(start);
    double size = 0;
    for (int sweep = 0; sweep < 200; sweep++) {
      for (int k = 0; k < vectors.size(); k++) {
        double[] best = contracted(kernel, vectors, k);
        size = norm(best);
        vectors.set(k, combined(1 / size, best, 0, best));
      }
    }
    double[] product = Filters.outer(vectors);
    return combined(size, product, 0, product);
  }

  /** Retraction and projection of the same step differ by less than its third power. */
  @Test
  void theGeodesicIsTheProjectionOfTheStepToSecondOrder() {
    int crossed = 0;
    for (ConvSpec conv : Filters.cases()) {
      Filters filters = new Filters(conv, random, engine.manager());
      filters.backward(filters.random(random), false);
      double[][] kernels = filters.kernels();
      double[][] errors = new double[2][conv.outChannels()];
      for (int half = 0; half < 2; half++) {
        double[] sizes = new double[conv.outChannels()];
        double[] error = errors[half];
        double share = half == 0 ? 0.1 : 0.05;
        GradientMode.unrecorded(
            () -> {
              NDManager scratch = engine.manager();
              SegrePoint point = new SegrePoint(points(filters), scratch);
              SegrePoint.Tangent gradient = gradient(filters, scratch);
              for (int o = 0; o < sizes.length; o++) {
                sizes[o] = norm(composed(gradient, filters, o)) / norm(kernels[o]);
              }
              for (int o = 0; o < sizes.length; o++) {
                SegrePoint.Tangent step = gradient.times(-share / sizes[o]);
                double[] flat = combined(1, kernels[o], 1, composed(step, filters, o));
                double[] moved =
                    filters
                        .kernels(
                            point.exponential(step).stream().map(NDArray::toFloatArray).toList())[
                        o];
                double[] expected = nearest(flat, units(filters, o));
                error[o] = norm(combined(1, moved, -1, expected)) / norm(kernels[o]);
              }
            });
      }
      double whole = Arrays.stream(errors[0]).sum();
      assertThat(whole / conv.outChannels()).as("%s", conv).isLessThan(0.1 * 0.1 * 0.1);
      if (whole > 1e-4) { // above the rounding of floats; with one factor there is no error at all
        crossed++;
        assertThat(Arrays.stream(errors[1]).sum() / whole)
            .as("%s: an eighth at half the step", conv)
            .isBetween(1 / 10.0, 1 / 6.5);
      }
    }
    assertThat(crossed).isGreaterThan(12);
  }

  @Test
  void aGeodesicHasTheLengthOfItsTangentVectorHoweverItIsDivided() {
    ConvSpec conv = new ConvSpec(4, 6, ConvGeometry.same2d(3));
    Filters filters = new Filters(conv, random, engine.manager());
    filters.backward(filters.random(random), false);
    GradientMode.unrecorded(
        () -> {
          NDManager scratch = engine.manager();
          SegrePoint.Tangent step = gradient(filters, scratch).times(-0.5);
          double[] lengths = new double[conv.outChannels()];
          double[][] last = filters.kernels();
          int parts = 200;
          for (int part = 1; part <= parts; part++) {
            double[][] next =
                filters.kernels(
                    new SegrePoint(points(filters), scratch)
                        .exponential(step.times((double) part / parts)).stream()
                            .map(NDArray::toFloatArray)
                            .toList());
            for (int o = 0; o < lengths.length; o++) {
              lengths[o] += norm(combined(1, next[o], -1, last[o]));
            }
            last = next;
          }
          for (int o = 0; o < lengths.length; o++) {
            double expected = norm(composed(step, filters, o));
            assertThat(lengths[o]).as("filter %d", o).isCloseTo(expected, within(2e-3 * expected));
          }
        });
  }

  @Test
  void aStepThroughTheZeroFilterComesOutOnTheOtherSide() {
    ConvSpec conv = new ConvSpec(2, 3, ConvGeometry.same2d(3));
    Filters filters = new Filters(conv, random, engine.manager());
    double[][] before = filters.kernels();
    GradientMode.unrecorded(
        () -> {
          SegrePoint point = new SegrePoint(points(filters), engine.manager());
          point.assignInPlace(point.exponential(point.itself().times(-1.5)));
        });
    double[][] after = filters.kernels();
    for (int o = 0; o < before.length; o++) {
      assertThat(norm(combined(1, after[o], 0.5, before[o]))).isLessThan(1e-5 * norm(before[o]));
    }
  }
}
