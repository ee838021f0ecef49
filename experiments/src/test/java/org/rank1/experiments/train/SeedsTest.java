package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void everyPlaceHasItsOwnSeedAndTheSameOneEachTime() {
    Set<Integer> seen = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (int place = 0; place < 100; place++) {
        seen.add(new Seeds(seed).step(place));
        seen.add(new Seeds(seed).refresh(place));
        assertThat(new Seeds(seed).step(place)).isEqualTo(new Seeds(seed).step(place));
      }
    }
    assertThat(seen).hasSize(2000);
  }

  @Test
  void ordersArePermutationsThatDifferFromEpochToEpoch() {
    Seeds seeds = new Seeds(42);
    assertThat(seeds.order(0, 500)).doesNotHaveDuplicates().hasSize(500);
    assertThat(seeds.order(3, 500)).isEqualTo(seeds.order(3, 500));
    assertThat(seeds.order(3, 500)).isNotEqualTo(seeds.order(4, 500));
    assertThat(seeds.order(0, 500)).isNotEqualTo(new Seeds(43).order(0, 500));
  }
}
