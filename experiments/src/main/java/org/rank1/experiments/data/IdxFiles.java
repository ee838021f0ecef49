package org.rank1.experiments.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;

/**
 * The four files of an MNIST-like data set.
 *
 * @param origin where they are, for people
 * @param trainImages images to learn from
 * @param trainLabels their labels
 * @param testImages images to measure on
 * @param testLabels their labels
 */
record IdxFiles(
    String origin,
    IdxSource trainImages,
    IdxSource trainLabels,
    IdxSource testImages,
    IdxSource testLabels) {

  /** The names that the files have everywhere, but for {@code .gz}. */
  static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  /** The same, for people. */
  static final String EXPECTED = String.join(", ", NAMES) + " (raw or .gz)";

  /**
   * The files in a folder, each raw or gzipped; empty if the folder has none of them.
   *
   * @throws InvalidInputException if the folder has some of them, naming those it lacks
   */
  static Optional<IdxFiles> in(Path folder) {
    List<Path> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : NAMES) {
      List.of(name, name + ".gz").stream()
          .map(folder::resolve)
          .filter(Files::isRegularFile)
          .findFirst()
          .ifPresentOrElse(found::add, () -> missing.add(name + "[.gz]"));
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "The folder \"%s\" lacks %s.".formatted(folder, String.join(", ", missing)));
    }
    List<IdxSource> sources = found.stream().map(IdxSource::file).toList();
    return Optional.of(
        new IdxFiles(
            folder.toString(), sources.get(0), sources.get(1), sources.get(2), sources.get(3)));
  }

  /** Reads the files. */
  ImageDataset load(LimitedDataset dataset) {
    ImageSet train = train(dataset.classes());
    ImageSet test = test(dataset.classes());
    if (!train.shape().equals(test.shape())) {
      throw new InvalidInputException(
          "The images of \"%s\" are %s but those of \"%s\" are %s (declared at byte 8)."
              .formatted(trainImages.name(), train.shape(), testImages.name(), test.shape()));
    }
    return dataset.limited(origin, train, test);
  }

  /** The training images. */
  ImageSet train(int classes) {
    return IdxImages.read(trainImages, trainLabels, classes);
  }

  /** The test images. */
  ImageSet test(int classes) {
    return IdxImages.read(testImages, testLabels, classes);
  }
}
