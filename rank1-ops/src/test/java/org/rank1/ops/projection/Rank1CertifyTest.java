package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.ops.parameterization.Initializers;

class Rank1CertifyTest {
  private static final double GAP = 1e-4;
  private static final Rank1Certify CERTIFY = new Rank1Certify(new CertifyOptions(GAP, 100_000));

  private static double[] unit(SplittableRandom random) {
    double[] v = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    double norm = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    return new double[] {v[0] / norm, v[1] / norm, v[2] / norm};
  }

  private static double norm(double[][] columns, double[] p) {
    double sum = 0;
    for (double[] row : columns) {
      double dot = row[0] * p[0] + row[1] * p[1] + row[2] * p[2];
      sum += dot * dot;
    }
    return Math.sqrt(sum);
  }

  @Test
  void boundOfACellHoldsAtEveryPointOfItAndIsNearlyReached() {
    SplittableRandom random = new SplittableRandom(3);
    for (int cell = 0; cell < 500; cell++) {
      double[][] seminorm = new double[1 + random.nextInt(4)][];
      for (int i = 0; i < seminorm.length; i++) {
        seminorm[i] = unit(random);
      }
      double size = Math.pow(10, -random.nextInt(3));
      double[] center = unit(random);
      double[][] corners = new double[3][];
      for (int k = 0; k < 3; k++) {
        double[] step = unit(random);
        for (int i = 0; i < 3; i++) {
          step[i] = center[i] + 0.5 * size * step[i];
        }
        double length =
            norm(
                new double[][] {{step[0], 0, 0}, {0, step[1], 0}, {0, 0, step[2]}},
                new double[] {1, 1, 1});
        corners[k] = new double[] {step[0] / length, step[1] / length, step[2] / length};
      }
      SphereCell.Corner[] made = new SphereCell.Corner[3];
      for (int k = 0; k < 3; k++) {
        made[k] = new SphereCell.Corner(corners[k], norm(seminorm, corners[k]));
      }
      double bound = SphereCell.of(made[0], made[1], made[2]).bound();
      double largest = 0;
      for (int sample = 0; sample < 300; sample++) {
        double[] p = new double[3];
        for (int k = 0; k < 3; k++) {
          double weight = random.nextInt(4) == 0 ? 0 : random.nextDouble();
          for (int i = 0; i < 3; i++) {
            p[i] += weight * corners[k][i];
          }
        }
        double length = Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        if (length > 1e-9) {
          double[] on = {p[0] / length, p[1] / length, p[2] / length};
          largest = Math.max(largest, norm(seminorm, on));
        }
      }
      assertThat(largest).isLessThanOrEqualTo(bound * (1 + 1e-9));
      // A seminorm is curved by at most its largest value, here at most 2, over the diameter.
      assertThat(bound).isLessThanOrEqualTo(largest + 2 * size * size + 0.05 * size);
    }
  }

  @Test
  void nothingIsBetterThanTheCertificateSays() {
    SplittableRandom random = new SplittableRandom(4);
    for (int seed = 0; seed < 25; seed++) {
      GramMatrix gram =
          SmallGridTest.random(random, 1 + seed, 2 + random.nextInt(2), 2 + random.nextInt(2));
      Rank1Certify.Certified found = CERTIFY.certified(gram);
      double value = gram.value(found.vectors());
      assertThat(found.gap()).isLessThanOrEqualTo(GAP);
      double best = 0;
      for (int start = 0; start < 200; start++) {
        double[][] vectors = Rank1Hopm.randomPoint(gram.grid(), random);
        for (int sweep = 0; sweep < 30; sweep++) {
          best = Math.max(best, gram.sweep(vectors));
        }
      }
      assertThat(best).isLessThanOrEqualTo(value + found.gap() * gram.trace() * (1 + 1e-9));
      double hopm = gram.value(new Rank1Hopm(new HopmOptions()).vectors(gram));
      assertThat(value).isGreaterThanOrEqualTo(hopm - 1e-12 * gram.trace());
    }
  }

  @Test
  void tooFewCellsAreReportedAsAGap() {
    GramMatrix gram = SmallGridTest.random(new SplittableRandom(1), 20, 3, 3);
    Rank1Certify hasty = new Rank1Certify(new CertifyOptions(1e-6, 4));
    assertThat(hasty.certified(gram).gap()).isGreaterThan(1e-6);
  }

  @Test
  void atLeast99PercentOfGaussianFiltersAreCertifiedToATenthOfAPermille() {
    ConvSpec conv = new ConvSpec(256, 64, ConvGeometry.same2d(3));
    FloatTensor kernel = Initializers.gaussian(conv.kernelShape(), 1, new SplittableRandom(9));
    Rank1Certify.Report report = CERTIFY.report(conv, kernel, 1);
    assertThat(report.filters()).isEqualTo(64);
    assertThat(report.certifiedFraction()).isGreaterThanOrEqualTo(0.99);
    assertThat(CERTIFY.report(conv, kernel, 2)).isEqualTo(report);
  }

  @Test
  void matricesAreExactAndLargerKernelsAreRefused() {
    ConvSpec signal = new ConvSpec(5, 4, new ConvGeometry(List.of(ConvAxis.same(9)), 1));
    FloatTensor kernel = Initializers.gaussian(signal.kernelShape(), 1, new SplittableRandom(2));
    assertThat(CERTIFY.report(signal, kernel, 1).worstGap()).isZero();
    ConvSpec large = new ConvSpec(5, 4, ConvGeometry.same2d(5));
    assertThatThrownBy(() -> CERTIFY.require(large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5×5 kernel is too large to certify");
  }

  @Test
  void illegalOptionsAreRefused() {
    assertThatThrownBy(() -> new CertifyOptions(0, 100)).hasMessageContaining("gap 0.0");
    assertThatThrownBy(() -> new CertifyOptions(1e-3, 3)).hasMessageContaining("cells 3");
  }
}
