package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;

final class StratifiedSubsetTest {
  private final int[] labels = new Random(5).ints(500, 0, 4).toArray();

  @Test
  void drawsEquallyManyOfEachClassInTheOrderOfTheOriginal() {
    for (long seed = 0; seed < 20; seed++) {
      int[] indices = new StratifiedSubset(60, seed).indices(labels);
      assertThat(indices).hasSize(240).isSorted().doesNotHaveDuplicates();
      for (int label = 0; label < 4; label++) {
        int wanted = label;
        assertThat(Arrays.stream(indices).filter(i -> labels[i] == wanted).count()).isEqualTo(60);
      }
    }
  }

  @Test
  void theSameSeedDrawsTheSameAndAnotherSeedDoesNot() {
    int[] first = new StratifiedSubset(60, 1).indices(labels);
    assertThat(new StratifiedSubset(60, 1).indices(labels)).isEqualTo(first);
    assertThat(new StratifiedSubset(60, 2).indices(labels)).isNotEqualTo(first);
  }

  @Test
  void pixelsStayWithTheirLabels() {
    byte[] pixels = new byte[labels.length * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (labels[i / 6] * 10 + i % 6);
    }
    ImageSet subset =
        new StratifiedSubset(7, 3).of(new ImageSet(FeatureShape.of(1, 2, 3), pixels, labels));
    assertThat(subset.count()).isEqualTo(28);
    for (int i = 0; i < 28 * 6; i++) {
      assertThat(subset.pixels()[i]).isEqualTo((byte) (subset.labels()[i / 6] * 10 + i % 6));
    }
  }

  @Test
  void refusesMoreThanAClassHas() {
    int[] few = IntStream.of(0, 0, 1, 0).toArray();
    assertThatThrownBy(() -> new StratifiedSubset(2, 0).indices(few))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("illegal perClass 2, class 1 has only 1 images");
    assertThatThrownBy(() -> new StratifiedSubset(0, 0))
        .hasMessage("illegal perClass 0, must be at least 1");
  }
}
