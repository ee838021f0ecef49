package org.rank1.ops.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CpSearchTest {
  private static final CpSearch SEARCH = new CpSearch(1, 60, 10);
  private static final int[][] SHAPES = {
    {2, 4, 5, 5}, {9, 3, 3}, {12, 2, 2, 2}, {3, 4, 3, 3}, {3, 2, 3, 3, 3}, {6, 1, 4}, {5, 1, 1}
  };

  private static double[] gaussian(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static int size(int[] extents) {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    return size;
  }

  private static double[] composed(double[][] factors, int[] extents, int rank) {
    double[] values = new double[size(extents)];
    for (int i = 0; i < values.length; i++) {
      for (int r = 0; r < rank; r++) {
        double product = 1;
        int remaining = i;
        for (int mode = extents.length - 1; mode >= 0; mode--) {
          product *= factors[mode][remaining % extents[mode] * rank + r];
          remaining /= extents[mode];
        }
        values[i] += product;
      }
    }
    return values;
  }

  private static double error(double[] values, double[] other) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (values[i] - other[i]) * (values[i] - other[i]);
    }
    return Math.sqrt(sum / Matrices.squares(values));
  }

  @Test
  void tensorsOfTheRankAreFoundExactly() {
    for (int[] extents : SHAPES) {
      for (int rank = 1; rank <= 3; rank++) {
        for (int seed = 0; seed < 4; seed++) {
          double[][] terms = new double[extents.length][];
          for (int mode = 0; mode < extents.length; mode++) {
            terms[mode] = gaussian(extents[mode] * rank, 100L * seed + mode);
          }
          double[] values = composed(terms, extents, rank);
          double[][] found = SEARCH.factors(values, extents, rank);
          assertThat(error(values, composed(found, extents, rank)))
              .as("order %d, rank %d, seed %d", extents.length, rank, seed)
              .isLessThan(1e-7);
        }
      }
    }
  }

  @Test
  void termsStayBoundedAndAreBalancedAndTheResultIsAFixedPoint() {
    for (int[] extents : SHAPES) {
      for (int seed = 0; seed < 4; seed++) {
        double[] values = gaussian(size(extents), seed);
        double[][] found = SEARCH.factors(values, extents, 3);
        CpModel model = new CpModel(3, found);
        assertThat(model.isBounded(10 * (1 + 1e-9))).isTrue();
        double[] result = composed(found, extents, 3);
        assertThat(error(result, composed(SEARCH.factors(result, extents, 3), extents, 3)))
            .isLessThan(1e-7);
        for (int mode = 1; mode < extents.length; mode++) {
          for (int r = 0; r < 3; r++) {
            assertThat(columnNorm(found[mode], r)).isCloseTo(columnNorm(found[0], r), within(1e-9));
          }
        }
      }
    }
  }

  private static double columnNorm(double[] factor, int r) {
    double sum = 0;
    for (int i = r; i < factor.length; i += 3) {
      sum += factor[i] * factor[i];
    }
    return Math.sqrt(sum);
  }

  /** The limit of differences of terms that grow: its best approximation of rank two diverges. */
  @Test
  void tensorsWithoutABestApproximationGetBoundedTerms() {
    double[] border = {0, 1, 1, 0, 1, 0, 0, 0};
    int[] extents = {2, 2, 2};
    double loose =
        error(border, composed(new CpSearch(4, 300, 30).factors(border, extents, 2), extents, 2));
    double[][] tight = new CpSearch(4, 300, 3).factors(border, extents, 2);
    assertThat(new CpModel(2, tight).isBounded(3)).isTrue();
    assertThat(error(border, composed(tight, extents, 2))).isBetween(loose, 0.6);
    assertThat(loose).isBetween(1e-4, 0.3);
  }

  @Test
  void noResultIsWorseThanAFirstSweepFromTheHosvdAndMoreTermsAreNotWorse() {
    for (int[] extents : new int[][] {{9, 3, 3}, {4, 5, 3, 3}}) {
      for (int seed = 0; seed < 4; seed++) {
        double[] values = gaussian(size(extents), 50 + seed);
        double before = 1;
        for (int rank = 1; rank <= 3; rank++) {
          double first =
              error(
                  values,
                  composed(new CpSearch(0, 1, 10).factors(values, extents, rank), extents, rank));
          double found =
              error(values, composed(SEARCH.factors(values, extents, rank), extents, rank));
          assertThat(found).isLessThanOrEqualTo(first + 1e-9).isLessThanOrEqualTo(before + 1e-9);
          before = found;
        }
      }
    }
  }

  @Test
  void sweepsNeverIncreaseTheDistance() {
    int[] extents = {20, 15, 3, 3};
    double[] values = gaussian(size(extents), 3);
    CpTensor tensor = new CpTensor(values, extents);
    double[][] start = new double[4][];
    for (int mode = 0; mode < 4; mode++) {
      start[mode] = gaussian(extents[mode] * 6, mode);
    }
    CpModel model = new CpModel(6, start);
    double before = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < 10; sweep++) {
      double distance = new CpSweeps(tensor).sweepInPlace(model, 0);
      assertThat(distance).isCloseTo(tensor.distanceSquares(model), within(1e-9 * values.length));
      assertThat(distance).isLessThanOrEqualTo(before * (1 + 1e-12));
      before = distance;
    }
  }

  /** Short terms are what strong regularization would absorb. */
  @Test
  void manyShortTermsAllStayAliveAndTheErrorIsThatOfPlainAlternationFromAGoodStart() {
    int[] extents = {32, 24, 3, 3};
    int rank = 24;
    double[] values = new double[size(extents)];
    for (int r = 0; r < 60; r++) {
      double[][] term = new double[4][];
      for (int mode = 0; mode < 4; mode++) {
        term[mode] = gaussian(extents[mode], 1000L + 4L * r + mode);
      }
      double[] part = composed(term, extents, 1);
      for (int i = 0; i < values.length; i++) {
        values[i] += part[i] / Math.sqrt(1 + r);
      }
    }
    CpModel found = new CpModel(rank, new CpSearch(1, 60, 10).factors(values, extents, rank));
    CpTensor tensor = new CpTensor(values, extents);
    double left = tensor.distanceSquares(found);
    for (double norm : found.termNorms()) {
      assertThat(norm * norm).isGreaterThan(1e-8 * left);
    }
    double[][] start = new double[4][];
    for (int mode = 0; mode < 4; mode++) {
      start[mode] = gaussian(extents[mode] * rank, mode);
    }
    CpModel plain = new CpModel(rank, start);
    for (int sweep = 0; sweep < 60; sweep++) {
      new CpSweeps(tensor).sweepInPlace(plain, 1e-6);
    }
    assertThat(left).isLessThan(1.01 * tensor.distanceSquares(plain));
  }

  @Test
  void aTermThatIsZeroIsReplacedWhileSomethingIsLeft() {
    int[] extents = {2, 3, 3};
    double[] values = gaussian(size(extents), 9);
    CpModel found = new CpModel(2, new CpSearch(0, 1, 1).factors(values, extents, 2));
    assertThat(found.termNorms()).doesNotContain(0.0);
  }
}
