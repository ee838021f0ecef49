package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
  @Test
  void vectorsAreOrthonormalEigenvectorsInDescendingOrder() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 1; n <= 11; n++) {
      double[] matrix = new double[n * n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          double value = random.nextGaussian() * (n % 3 == 0 && i == j ? 1e6 : 1);
          matrix[i * n + j] = value;
          matrix[j * n + i] = value;
        }
      }
      double[][] vectors = SymmetricEigen.vectors(matrix.clone(), n);
      double before = Double.POSITIVE_INFINITY;
      for (int r = 0; r < n; r++) {
        double[] image = new double[n];
        double value = 0;
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            image[i] += matrix[i * n + j] * vectors[r][j];
          }
          value += image[i] * vectors[r][i];
        }
        assertThat(value).isLessThanOrEqualTo(before + 1e-9);
        before = value;
        for (int other = 0; other < n; other++) {
          double dot = 0;
          for (int i = 0; i < n; i++) {
            dot += vectors[r][i] * vectors[other][i];
          }
          assertThat(dot).isCloseTo(r == other ? 1 : 0, within(1e-12));
        }
        for (int i = 0; i < n; i++) {
          assertThat(image[i])
              .isCloseTo(value * vectors[r][i], within(1e-8 * (1 + Math.abs(value))));
        }
      }
    }
  }

  @Test
  void degenerateMatricesGiveUnitVectors() {
    assertThat(SymmetricEigen.vectors(new double[4], 2)).hasDimensions(2, 2);
    assertThat(SymmetricEigen.vectors(new double[] {2, 0, 0, 2}, 2)[0]).containsExactly(1, 0);
  }
}
