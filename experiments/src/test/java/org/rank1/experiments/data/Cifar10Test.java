package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

final class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_" + i + ".bin"), records(i, i));
    }
    Files.write(folder.resolve("test_batch.bin"), records(2, 9));
  }

  /** Records of one label; the byte of channel c at row y, column x of image i is known. */
  private static byte[] records(int count, int label) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      bytes.write(label);
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 32; y++) {
          for (int x = 0; x < 32; x++) {
            bytes.write(value(i, c, y, x));
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  private static int value(int image, int channel, int row, int column) {
    return (image * 101 + channel * 67 + row * 31 + column * 3) % 256;
  }

  @Test
  void planesBecomePixels() {
    ImageDataset data = load(new CifarOptions());
    assertThat(data.name()).isEqualTo("cifar-10");
    assertThat(data.origin()).isEqualTo(folder + " (15 training images, 2 test images)");
    assertThat(data.classes()).isEqualTo(10);
    ImageSet train = data.train();
    assertThat(train.shape()).isEqualTo(FeatureShape.of(3, 32, 32));
    assertThat(train.labels()).containsExactly(1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5);
    assertThat(data.test().labels()).containsExactly(9, 9);
    for (int image : new int[] {0, 2, 14}) {
      int inBatch = image - new int[] {0, 0, 1, 3, 6, 10}[train.labels()[image]];
      for (int y = 0; y < 32; y += 31) {
        for (int x = 0; x < 32; x++) {
          for (int c = 0; c < 3; c++) {
            assertThat(train.pixels()[((image * 32 + y) * 32 + x) * 3 + c] & 0xFF)
                .isEqualTo(value(inBatch, c, y, x));
          }
        }
      }
    }
  }

  @Test
  void theArchivesFolderIsFoundAndLimitsHold() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("cifar-10/cifar-10-batches-bin"));
    for (String name : CifarFiles.NAMES) {
      Files.move(folder.resolve(name), archive.resolve(name));
    }
    ImageDataset data = load(new CifarOptions(3, 1));
    assertThat(data.train().labels()).containsExactly(1, 2, 2);
    assertThat(data.test().count()).isEqualTo(1);
    assertThat(data.origin())
        .isEqualTo(archive + " (first 3 of 15 training images, first 1 of 2 test images)");
  }

  @Test
  void everyMalformedFileIsRefusedWithTheByte() throws IOException {
    Path file = folder.resolve("data_batch_3.bin");
    byte[] good = Files.readAllBytes(file);
    for (int cut : new int[] {1, 3072, 3074, 2 * RECORD + 5, 3 * RECORD - 1}) {
      Files.write(file, Arrays.copyOf(good, cut));
      refused(
          "\"%s\" is truncated: it ends at byte %d, inside the record that starts at byte %d and has 3073 bytes."
              .formatted(file, cut, cut / RECORD * RECORD));
    }
    Files.write(file, new byte[0]);
    refused("\"" + file + "\" is empty at byte 0, must hold records of 3073 bytes.");
    byte[] bad = good.clone();
    bad[2 * RECORD] = (byte) 200;
    Files.write(file, bad);
    refused("\"" + file + "\" has label 200 at byte 6146, must be within [0, 9].");
    Files.delete(file);
    refused("The folder \"" + folder + "\" lacks data_batch_3.bin.");
  }

  @Test
  void withoutFilesItSaysHowToGiveThem() {
    assertThatThrownBy(() -> new Cifar10(new CifarOptions(), Map.of()).load(null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "There are no files of cifar-10. Give the folder that holds data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin, test_batch.bin with --data DIR, or in the environment variable RANK1_DATA.");
  }

  private ImageDataset load(CifarOptions options) {
    return new Cifar10(options, Map.of()).load(folder);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> load(new CifarOptions()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
