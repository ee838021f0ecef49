package org.rank1.experiments.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
  static final String EXPECTED =
      "train/CLASS/*.png or .jpg and test/CLASS/*.png or .jpg, or CLASS/*.png or .jpg to be split";

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  /** Folders within folders; more are links that go round. */
  private static final int DEEPEST = 32;

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
   * The files in a folder; empty if it holds neither {@code train} and {@code test} nor at least
   * two folders that all have images in them.
   *
   * @param options how to split what is not split
   * @throws InvalidInputException if something is missing or does not belong there, naming it
   */
  static Optional<ImageFolderFiles> in(Path folder, ImageFolderOptions options) {
    boolean train = Files.isDirectory(folder.resolve(TRAIN));
    boolean test = Files.isDirectory(folder.resolve(TEST));
    if (train != test) {
      throw new InvalidInputException(
          "\"%s\" holds a folder \"%s\" but none \"%s\"; give it both, or only folders that are classes."
              .formatted(folder, train ? TRAIN : TEST, train ? TEST : TRAIN));
    }
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      Path root = folder.toRealPath();
      if (train) {
        return Optional.of(parts(folder, root));
      }
      return holdsClasses(folder) ? Optional.of(split(folder, root, options)) : Optional.empty();
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read the folder \"%s\": %s.".formatted(folder, e.getMessage()), e);
    }
  }

  private static ImageFolderFiles parts(Path folder, Path root) throws IOException {
    Path train = folder.resolve(TRAIN);
    Path test = folder.resolve(TEST);
    List<Path> trainClasses = entries(train, root);
    List<String> classes = trainClasses.stream().map(ImageFolderFiles::name).toList();
    return new ImageFolderFiles(
        folder.toString(),
        classes,
        images(train, trainClasses, classes, root),
        images(test, entries(test, root), classes, root));
  }

  private static boolean holdsClasses(Path folder) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(folder)) {
      folders = all.filter(each -> !isHidden(each) && Files.isDirectory(each)).toList();
    }
    for (Path each : folders) {
      try (Stream<Path> below = Files.walk(each, DEEPEST)) {
        if (below.noneMatch(ImageFolderFiles::isImage)) {
          return false;
        }
      }
    }
    return folders.size() > 1;
  }

  /** Each class by itself, so that another one more does not move its images. */
  private static ImageFolderFiles split(Path folder, Path root, ImageFolderOptions options)
      throws IOException {
    List<Path> classFolders = entries(folder, root);
    List<String> classes = classFolders.stream().map(ImageFolderFiles::name).toList();
    List<Labeled> train = new ArrayList<>();
    List<Labeled> test = new ArrayList<>();
    for (Path classFolder : classFolders) {
      List<Labeled> images = images(folder, List.of(classFolder), classes, root);
      List<Labeled> drawn = new ArrayList<>(images);
      Collections.shuffle(
          drawn, new Random(31 * options.splitSeed() + name(classFolder).hashCode()));
      long wanted = Math.max(1, Math.round(options.testShare() * images.size()));
      Set<Labeled> held =
          new HashSet<>(drawn.subList(0, (int) Math.min(wanted, images.size() - 1)));
      for (Labeled image : images) {
        (held.contains(image) ? test : train).add(image);
      }
    }
    if (test.isEmpty()) {
      throw new InvalidInputException(
          "No class in \"%s\" has more than one image, so none is left to test on."
              .formatted(folder));
    }
    return new ImageFolderFiles(
        "%s, split by seed %d".formatted(folder, options.splitSeed()), classes, train, test);
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
      for (Path file : filesBelow(folder, root, 0)) {
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

  /** The images of a class, in folders of its own if there are any. */
  private static List<Path> filesBelow(Path folder, Path root, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new InvalidInputException(
          "\"%s\" lies more than %d folders deep.".formatted(folder, DEEPEST));
    }
    List<Path> files = new ArrayList<>();
    for (Path entry : entries(folder, root)) {
      if (Files.isDirectory(entry)) {
        files.addAll(filesBelow(entry, root, depth + 1));
      } else if (isImage(entry)) {
        files.add(entry);
      } else {
        throw new InvalidInputException(
            "\"%s\" does not belong there, must be a file that ends in %s."
                .formatted(entry, String.join(", ", ENDINGS)));
      }
    }
    return files;
  }

  /** What is in a folder, by name, without hidden files; a link may not lead out of the root. */
  private static List<Path> entries(Path folder, Path root) throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.list(folder)) {
      entries =
          all.filter(entry -> !isHidden(entry))
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

  private static boolean isImage(Path file) {
    return Files.isRegularFile(file)
        && !isHidden(file)
        && ENDINGS.stream().anyMatch(name(file).toLowerCase(Locale.ROOT)::endsWith);
  }

  private static boolean isHidden(Path path) {
    return name(path).startsWith(".");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
