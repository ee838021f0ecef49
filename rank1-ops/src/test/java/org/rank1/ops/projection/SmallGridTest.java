package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmallGridTest {
  /** The Gram matrix of a random filter. */
  static GramMatrix random(SplittableRandom random, int channels, Integer... extents) {
    TapGrid grid = new TapGrid(List.of(extents));
    double[] filter = new double[channels * grid.taps()];
    for (int i = 0; i < filter.length; i++) {
      filter[i] = random.nextGaussian();
    }
    return new GramMatrix(Rank1Decomposer.gram(filter, channels, grid.taps()), grid);
  }

  @Test
  void valuesAndSweepsAreThoseOfTheGramMatrix() {
    SplittableRandom random = new SplittableRandom(1);
    for (int seed = 0; seed < 200; seed++) {
      GramMatrix gram = random(random, 1 + seed % 12, 2 + random.nextInt(2), 2 + random.nextInt(2));
      SmallGrid small = new SmallGrid(gram);
      double[][] a = Rank1Hopm.randomPoint(gram.grid(), random);
      double[][] b = {a[0].clone(), a[1].clone()};
      assertThat(small.value(a)).isCloseTo(gram.value(a), within(1e-12 * gram.trace()));
      double before = small.value(a);
      for (int sweep = 0; sweep < 10; sweep++) {
        double after = small.sweep(a);
        assertThat(after).isCloseTo(gram.sweep(b), within(1e-9 * gram.trace()));
        assertThat(after).isGreaterThanOrEqualTo(before - 1e-12 * gram.trace());
        before = after;
      }
      for (double[] vector : a) {
        double squares = 0;
        for (double value : vector) {
          squares += value * value;
        }
        assertThat(squares).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void onlyTwoAxesOfAtMostThreeTapsAreCovered() {
    assertThat(SmallGrid.covers(new TapGrid(List.of(3, 2)))).isTrue();
    assertThat(SmallGrid.covers(new TapGrid(List.of(3, 4)))).isFalse();
    assertThat(SmallGrid.covers(new TapGrid(List.of(3)))).isFalse();
    assertThat(SmallGrid.covers(new TapGrid(List.of(2, 2, 2)))).isFalse();
  }
}
