package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;

final class IdxWriterTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    ImageSet images = images(FeatureShape.of(1, 5, 3), 7);
    write(folder, images);
    ImageSet read = IdxFiles.in(folder).orElseThrow().train(256);
    assertThat(read.shape()).isEqualTo(images.shape());
    assertThat(read.pixels()).isEqualTo(images.pixels());
    assertThat(read.labels()).isEqualTo(images.labels());
  }

  @Test
  void theSameImagesGiveTheSameBytes() throws IOException {
    ImageSet images = images(FeatureShape.of(1, 28, 28), 20);
    write(folder.resolve("a"), images);
    write(folder.resolve("b"), images);
    for (String name : IdxFiles.NAMES) {
      assertThat(folder.resolve("a").resolve(name + ".gz"))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(name + ".gz"));
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("a/train-images-idx3-ubyte.gz"));
    assertThat(bytes[3]).as("flags: no name").isZero();
    assertThat(new byte[] {bytes[4], bytes[5], bytes[6], bytes[7]}).as("no time").containsOnly(0);
  }

  @Test
  void refusesWhatTheFormatCannotHold() {
    assertThatThrownBy(() -> IdxWriter.write(folder, "x", images(FeatureShape.of(3, 5, 3), 1)))
        .hasMessageContaining("illegal image shape 3×5×3");
    ImageSet label = new ImageSet(FeatureShape.of(1, 1, 1), new byte[1], new int[] {256});
    assertThatThrownBy(() -> IdxWriter.write(folder, "x", label))
        .hasMessage("illegal label 256 of image 0, must be at most 255");
  }

  static void write(Path folder, ImageSet images) throws IOException {
    IdxWriter.write(folder, "train", images);
    IdxWriter.write(folder, "t10k", images);
  }

  static ImageSet images(FeatureShape shape, int count) {
    Random random = new Random(9);
    byte[] pixels = new byte[count * shape.size()];
    random.nextBytes(pixels);
    return new ImageSet(shape, pixels, random.ints(count, 0, 10).toArray());
  }
}
