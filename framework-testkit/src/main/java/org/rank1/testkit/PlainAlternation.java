package org.rank1.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;

/**
 * The plainest decomposition of a kernel into the factors of any form: alternating least squares
 * from one random start. A composed kernel is linear in each of its factors, so for fixed others a
 * factor is the solution of normal equations, whose matrix is made by composing unit vectors. For
 * two factors that is the truncated SVD, for Kruskal tensors ALS, for Tucker's HOOI, all at the
 * form's ranks; slow, and in a few lines, to compare a decomposer with.
 */
final class PlainAlternation {
  private static final int SWEEPS = 25;

  /** Sizes beyond which composing unit vectors takes too long. */
  private static final int LARGEST_KERNEL = 300;

  private static final int MOST_UNKNOWNS = 100;

  /** Relative to the mean diagonal of the normal equations, where terms coincide. */
  private static final double RIDGE = 1e-7;

  private PlainAlternation() {}

  /** Whether this is quick for a form. */
  static boolean isQuick(FilterForm form, ConvSpec conv) {
    return form.factors(conv).stream().allMatch(spec -> spec.size() <= MOST_UNKNOWNS)
        && FloatTensor.sizeOf(conv.kernelShape()) <= LARGEST_KERNEL;
  }

  /** Whether this is defined for a form: for contractions in which each factor occurs once. */
  static boolean covers(FilterForm form, ConvSpec conv) {
    return form.composition(conv) instanceof Composition.Composable composable
        && composable.kernel() instanceof Contraction contraction
        && contraction.terms().stream().map(Contraction.Term::factor).distinct().count()
            == contraction.terms().size();
  }

  /** What it leaves of a kernel, relative to its norm. */
  static double relativeError(FilterForm form, ConvSpec conv, FloatTensor kernel) {
    List<TensorSpec> specs = form.factors(conv);
    Map<String, FloatTensor> factors =
        new LinkedHashMap<>(new ConvCases(new SplittableRandom(7)).factors(specs).asMap());
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (TensorSpec spec : specs) {
        factors.put(spec.name(), solved(form, conv, kernel, factors, spec));
      }
    }
    return Decomposition.of(form, conv, kernel, Factors.of(specs, factors)).relativeError();
  }

  private static FloatTensor solved(
      FilterForm form,
      ConvSpec conv,
      FloatTensor kernel,
      Map<String, FloatTensor> factors,
      TensorSpec spec) {
    int unknowns = (int) spec.size();
    float[][] columns = new float[unknowns][];
    for (int i = 0; i < unknowns; i++) {
      Map<String, FloatTensor> unit = new LinkedHashMap<>(factors);
      FloatTensor one = FloatTensor.zeros(spec.shape());
      one.data()[i] = 1;
      unit.put(spec.name(), one);
      columns[i] = Decomposition.compose(form, conv, Factors.of(form.factors(conv), unit)).data();
    }
    double[][] system = new double[unknowns][unknowns + 1];
    double trace = 0;
    for (int i = 0; i < unknowns; i++) {
      for (int j = 0; j < unknowns; j++) {
        system[i][j] = dot(columns[i], columns[j]);
      }
      system[i][unknowns] = dot(columns[i], kernel.data());
      trace += system[i][i];
    }
    for (int i = 0; i < unknowns; i++) {
      system[i][i] += RIDGE * trace / unknowns + Double.MIN_NORMAL;
    }
    eliminateInPlace(system);
    FloatTensor solution = FloatTensor.zeros(spec.shape());
    for (int i = 0; i < unknowns; i++) {
      solution.data()[i] = (float) system[i][unknowns];
    }
    return solution;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Gauss and Jordan, for positive definite matrices; the last column becomes the solution. */
  private static void eliminateInPlace(double[][] system) {
    int n = system.length;
    for (int pivot = 0; pivot < n; pivot++) {
      double[] row = system[pivot];
      double scale = row[pivot];
      Arrays.setAll(row, j -> row[j] / scale);
      for (int other = 0; other < n; other++) {
        double factor = other == pivot ? 0 : system[other][pivot];
        for (int j = pivot; factor != 0 && j <= n; j++) {
          system[other][j] -= factor * row[j];
        }
      }
    }
  }
}
