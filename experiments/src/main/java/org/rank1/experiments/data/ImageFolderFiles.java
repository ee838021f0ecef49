package org.rank1.experiments.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/**
 * The files of a folder of images.
 *
 * @param origin the folder, for people
 * @param classes names of the classes, sorted
 * @param train images to learn from
 * @param test images to measure on
 */
record ImageFolderFiles(
    String origin, List<String> classes, List<Labeled> train, List<Labeled> test) {

  /** What there must be, for people. */
  static final String EXPECTED = "train/CLASS/*.png or .jpg and test/CLASS/*.png or .jpg";

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  /**
   * An image.
   *
   * @param file where it is
   * @param label the place of its class among the classes
   */
  record Labeled(Path file, int label) {}

  /** Copies. */
  ImageFolderFiles {
    classes = List.copyOf(classes);
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * The files in a folder; empty if it has no folders {@code train} and {@code test}.
   *
   * @throws InvalidInputException if something is missing or does not belong there, naming it
   */
  static Optional<ImageFolderFiles> in(Path folder) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    if (!Files.isDirectory(train) || !Files.isDirectory(test)) {
      return Optional.empty();
    }
    try {
      Path root = folder.toRealPath();
      List<Path> trainClasses = entries(train, root);
      List<String> classes = trainClasses.stream().map(ImageFolderFiles::name).toList();
      return Optional.of(
          new ImageFolderFiles(
              folder.toString(),
              classes,
              images(train, trainClasses, classes, root),
              images(test, entries(test, root), classes, root)));
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read the folder \"%s\": %s.".formatted(folder, e.getMessage()), e);
    }
  }

  private static List<Labeled> images(
      Path part, List<Path> classFolders, List<String> classes, Path root) throws IOException {
    List<Labeled> images = new ArrayList<>();
    for (Path folder : classFolders) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInputException(
            "\"%s\" does not belong there: \"%s\" must hold a folder for each class."
                .formatted(folder, part));
      }
      int label = classes.indexOf(name(folder));
      if (label < 0) {
        throw new InvalidInputException(
            NearMisses.unknown("class", name(folder), folder.toString(), classes));
      }
      int before = images.size();
      for (Path file : entries(folder, root)) {
        if (!Files.isRegularFile(file)
            || ENDINGS.stream().noneMatch(name(file).toLowerCase(Locale.ROOT)::endsWith)) {
          throw new InvalidInputException(
              "\"%s\" does not belong there, must be a file that ends in %s."
                  .formatted(file, String.join(", ", ENDINGS)));
        }
        images.add(new Labeled(file, label));
      }
      if (images.size() == before) {
        throw new InvalidInputException("The class \"%s\" has no images.".formatted(folder));
      }
    }
    if (images.isEmpty()) {
      throw new InvalidInputException(
          "The folder \"%s\" is empty, must hold a folder for each class.".formatted(part));
    }
    return images;
  }

  /** What is in a folder, by name, without hidden files; a link may not lead out of the root. */
  private static List<Path> entries(Path folder, Path root) throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.list(folder)) {
      entries =
          all.filter(entry -> !name(entry).startsWith("."))
              .sorted(Comparator.comparing(ImageFolderFiles::name))
              .toList();
    }
    for (Path entry : entries) {
      if (!entry.toRealPath().startsWith(root)) {
        throw new InvalidInputException(
            "\"%s\" is a link that leads out of \"%s\".".formatted(entry, root));
      }
    }
    return entries;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
