package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymmetricEigen3Test {
  /** {@code Q diag(λ) Qᵀ} for a random rotation, as six entries. */
  private static double[] matrix(SplittableRandom random, double... eigenvalues) {
    double[] a = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j <= i; j++) {
        a[3 * i + j] = random.nextGaussian();
        a[3 * j + i] = a[3 * i + j];
      }
    }
    double[][] q = SymmetricEigen.vectors(a, 3);
    int[][] pairs = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
    double[] m = new double[6];
    for (int e = 0; e < 6; e++) {
      for (int k = 0; k < 3; k++) {
        m[e] += eigenvalues[k] * q[k][pairs[e][0]] * q[k][pairs[e][1]];
      }
    }
    return m;
  }

  private static double quadratic(double[] m, double[] v) {
    return m[0] * v[0] * v[0]
        + m[1] * v[1] * v[1]
        + m[2] * v[2] * v[2]
        + 2 * (m[3] * v[0] * v[1] + m[4] * v[0] * v[2] + m[5] * v[1] * v[2]);
  }

  @Test
  void leadingPairIsFoundHoweverNearTheOthersAre() {
    SplittableRandom random = new SplittableRandom(5);
    double[] gaps = {1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-12, 0};
    for (int seed = 0; seed < 2000; seed++) {
      double scale = Math.pow(10, random.nextInt(-6, 7));
      double top = scale * (1 + random.nextDouble());
      double second = top - scale * gaps[random.nextInt(gaps.length)];
      double third = second - scale * gaps[random.nextInt(gaps.length)];
      double[] m = matrix(random, second, third, top);
      double largest = 0;
      for (double entry : m) {
        largest = Math.max(largest, Math.abs(entry));
      }
      assertThat(SymmetricEigen3.largest(m))
          .isCloseTo(top, within(SymmetricEigen3.UNCERTAINTY / 4 * largest));
      double[] vector = new double[3];
      SymmetricEigen3.leading(m, vector);
      double squares = vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2];
      assertThat(squares).isCloseTo(1, within(1e-12));
      assertThat(quadratic(m, vector)).isCloseTo(top, within(1e-12 * scale));
    }
  }

  @Test
  void zeroAndDiagonalMatricesGiveUnitVectors() {
    double[] vector = new double[3];
    SymmetricEigen3.leading(new double[6], vector);
    assertThat(vector).containsExactly(1, 0, 0);
    SymmetricEigen3.leading(new double[] {1, 3, 2, 0, 0, 0}, vector);
    assertThat(Math.abs(vector[1])).isCloseTo(1, within(1e-15));
    assertThat(SymmetricEigen3.largest(new double[] {2, 2, 2, 0, 0, 0})).isEqualTo(2);
  }
}
