package org.rank1.experiments.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * The six files of CIFAR-10's binary version. Each is a row of records: a byte with the label, then
 * 1024 bytes of red, of green and of blue, row by row.
 *
 * @param origin where they are, for people
 * @param train files of images to learn from
 * @param test the file of images to measure on
 */
record CifarFiles(String origin, List<Path> train, Path test) {
  /** The folder that the published archive makes. */
  static final String ARCHIVE_FOLDER = "cifar-10-batches-bin";

  /** The names that the files have everywhere, the test images last. */
  static final List<String> NAMES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin",
          "test_batch.bin");

  /** The same, for people. */
  static final String EXPECTED = String.join(", ", NAMES);

  private static final int HIGHEST_SIZE = Integer.MAX_VALUE - 8;
  private static final FeatureShape SHAPE = FeatureShape.of(3, 32, 32);
  private static final int RECORD = 1 + SHAPE.size();

  /** Copies. */
  CifarFiles {
    train = List.copyOf(train);
  }

  /**
   * The files in a folder, or in the folder of the archive in it; empty if there are none.
   *
   * @throws InvalidInputException if there are some of them, naming those that are missing
   */
  static Optional<CifarFiles> in(Path folder) {
    return directlyIn(folder).or(() -> directlyIn(folder.resolve(ARCHIVE_FOLDER)));
  }

  private static Optional<CifarFiles> directlyIn(Path folder) {
    List<String> missing =
        NAMES.stream().filter(name -> !Files.isRegularFile(folder.resolve(name))).toList();
    if (missing.size() == NAMES.size()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "The folder \"%s\" lacks %s.".formatted(folder, String.join(", ", missing)));
    }
    List<Path> files = NAMES.stream().map(folder::resolve).toList();
    int last = files.size() - 1;
    return Optional.of(new CifarFiles(folder.toString(), files.subList(0, last), files.get(last)));
  }

  /**
   * Reads the files.
   *
   * @throws InvalidInputException if a file does not hold whole records, or a label is out of
   *     range, naming file and byte
   */
  ImageDataset load(LimitedDataset dataset) {
    return dataset.limited(
        origin, images(train, dataset.classes()), images(List.of(test), dataset.classes()));
  }

  private static ImageSet images(List<Path> files, int classes) {
    long records = 0;
    List<Integer> counts = new ArrayList<>();
    for (Path file : files) {
      counts.add(records(file));
      records += counts.get(counts.size() - 1);
    }
    if (records * SHAPE.size() > HIGHEST_SIZE) {
      throw new InvalidInputException(
          "\"%s\" and its neighbors hold %d images, which is more than can be read."
              .formatted(files.get(0), records));
    }
    byte[] pixels = new byte[(int) records * SHAPE.size()];
    int[] labels = new int[(int) records];
    int first = 0;
    for (int i = 0; i < files.size(); i++) {
      read(files.get(i), counts.get(i), classes, first, pixels, labels);
      first += counts.get(i);
    }
    return new ImageSet(SHAPE, pixels, labels);
  }

  private static int records(Path file) {
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw new InvalidInputException(
            "\"%s\" is empty at byte 0, must hold records of %d bytes.".formatted(file, RECORD));
      }
      if (size % RECORD != 0) {
        throw truncated(file, size);
      }
      if (size > HIGHEST_SIZE) {
        throw new InvalidInputException(
            "\"%s\" has %d bytes, which is more than can be read.".formatted(file, size));
      }
      return (int) (size / RECORD);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void read(
      Path file, int count, int classes, int first, byte[] pixels, int[] labels) {
    int positions = SHAPE.positions();
    int channels = SHAPE.channels();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] batch = in.readNBytes(count * RECORD);
      if (batch.length < count * RECORD) { // it was longer when it was measured
        throw truncated(file, batch.length);
      }
      for (int i = 0; i < count; i++) {
        int record = i * RECORD;
        int label = batch[record] & 0xFF;
        if (label >= classes) {
          throw new InvalidInputException(
              "\"%s\" has label %d at byte %d, must be within [0, %d]."
                  .formatted(file, label, record, classes - 1));
        }
        labels[first + i] = label;
        int target = (first + i) * SHAPE.size();
        for (int c = 0; c < channels; c++) {
          int plane = record + 1 + c * positions;
          for (int p = 0; p < positions; p++) {
            pixels[target + p * channels + c] = batch[plane + p];
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InvalidInputException truncated(Path file, long size) {
    return new InvalidInputException(
        "\"%s\" is truncated: it ends at byte %d, inside the record that starts at byte %d and has %d bytes."
            .formatted(file, size, size / RECORD * RECORD, RECORD));
  }

  private static InvalidInputException unreadable(Path file, IOException e) {
    return new InvalidInputException("Cannot read \"%s\": %s.".formatted(file, e.getMessage()), e);
  }
}
