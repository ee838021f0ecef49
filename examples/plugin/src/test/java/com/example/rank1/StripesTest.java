package com.example.rank1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;

/** The data set alone; there is no contract for data sets. */
class StripesTest {
  @Test
  void sameSeedGivesTheSameImagesAndAnotherSeedOthers() {
    ImageSet images = load(1).train();
    assertThat(load(1).train().pixels()).isEqualTo(images.pixels());
    assertThat(load(2).train().pixels()).isNotEqualTo(images.pixels());
  }

  @Test
  void everyLabelHasAClass() {
    ImageDataset data = load(1);
    assertThat(data.train().labels()).containsOnly(0, 1, 2, 3);
    assertThat(data.classes()).isEqualTo(4);
  }

  @Test
  void anImageTooSmallIsRefused() {
    assertThatThrownBy(() -> new StripesOptions(4, 40, 20, 1))
        .hasMessage("illegal size 4, must be within [8, 256]");
  }

  private static ImageDataset load(long seed) {
    return new Stripes(new StripesOptions(16, 40, 20, seed)).load(null);
  }
}
