package org.rank1.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;

class ImageDatasetTest {
  private static final InputContract TWO_CLASSES =
      new InputContract(List.of(0.0), List.of(1.0), List.of("a", "b"));

  private static ImageSet images(int... labels) {
    byte[] pixels = new byte[2 * labels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return new ImageSet(FeatureShape.of(1, 1, 2), pixels, labels);
  }

  @Test
  void everyLabelHasAClass() {
    ImageSet good = images(0, 1);
    assertThat(new ImageDataset("d", "o", good, good, TWO_CLASSES).classes()).isEqualTo(2);
    assertThatThrownBy(() -> new ImageDataset("d", "o", images(0, 1, 2), good, TWO_CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training image 2 has the label 2, but there are 2 classes");
    assertThatThrownBy(() -> new ImageDataset("d", "o", good, images(-1), TWO_CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test image 0 has the label -1, but there are 2 classes");
  }

  @Test
  void someImagesAreTheSameImages() {
    ImageSet all = images(5, 6, 7, 8);
    assertThat(all.first(2).pixels()).containsExactly(0, 1, 2, 3);
    assertThat(all.first(9).labels()).containsExactly(5, 6, 7, 8);
    ImageSet some = all.subset(new int[] {3, 1, 1});
    assertThat(some.labels()).containsExactly(8, 6, 6);
    assertThat(some.pixels()).containsExactly(6, 7, 2, 3, 2, 3);
    assertThat(some.first(1).pixels()).containsExactly(6, 7);
    assertThat(all.pixels()).as("not copied").isSameAs(all.pixels());
  }

  @Test
  void pixelsAndLabelsBelongTogether() {
    FeatureShape shape = FeatureShape.of(1, 1, 2);
    assertThatThrownBy(() -> new ImageSet(shape, new byte[5], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 images of 1×1×2 need 4 bytes, not 5");
  }
}
