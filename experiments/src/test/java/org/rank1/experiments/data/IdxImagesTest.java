package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

final class IdxImagesTest {
  @TempDir Path folder;

  @Test
  void givesPixelsAndLabelsInTheOrderOfTheFiles() throws IOException {
    ImageSet images = read(IdxReaderTest.idx(0x803, new int[] {3, 2, 5}, 30), labels(2, 0, 9));
    assertThat(images.shape()).isEqualTo(FeatureShape.of(1, 2, 5));
    assertThat(images.labels()).containsExactly(2, 0, 9);
    assertThat(images.pixels()).hasSize(30);
  }

  @Test
  void refusesALabelOutOfRangeWithItsByte() {
    assertThatThrownBy(
            () -> read(IdxReaderTest.idx(0x803, new int[] {3, 2, 5}, 30), labels(2, 10, 9)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("\"%s\" has label 10 at byte 9, must be within [0, 9].", path("labels"));
    assertThatThrownBy(() -> read(IdxReaderTest.idx(0x803, new int[] {1, 2, 5}, 10), labels(255)))
        .hasMessage("\"%s\" has label 255 at byte 8, must be within [0, 9].", path("labels"));
  }

  @Test
  void refusesCountsThatDiffer() {
    assertThatThrownBy(() -> read(IdxReaderTest.idx(0x803, new int[] {3, 2, 5}, 30), labels(1, 2)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "\"%s\" holds 3 images but \"%s\" holds 2 labels (both declared at byte 4).",
            path("images"), path("labels"));
  }

  @Test
  void refusesImagesWithoutPixels() {
    assertThatThrownBy(() -> read(IdxReaderTest.idx(0x803, new int[] {0, 2, 5}, 0), labels()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "\"%s\" holds 0 images of 2×5 (declared at byte 4), must hold at least one pixel.",
            path("images"));
    assertThatThrownBy(() -> read(IdxReaderTest.idx(0x803, new int[] {1, 0, 5}, 0), labels(1)))
        .hasMessageContaining("1 images of 0×5");
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private ImageSet read(byte[] images, byte[] labels) throws IOException {
    return IdxImages.read(
        IdxSource.file(Files.write(path("images"), images)),
        IdxSource.file(Files.write(path("labels"), labels)),
        10);
  }

  private static byte[] labels(int... labels) {
    ByteBuffer idx = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      idx.put((byte) label);
    }
    return idx.array();
  }
}
