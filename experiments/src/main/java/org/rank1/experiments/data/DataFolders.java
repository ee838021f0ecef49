package org.rank1.experiments.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;

/**
 * Where a data set's files are looked for: in the folder that the user named, which must have them,
 * then in the one that {@code RANK1_DATA} names, which may hold other data sets only. A folder
 * holds the files itself or in a folder with the data set's name.
 *
 * @param environment the process's environment
 */
record DataFolders(Map<String, String> environment) {
  /**
   * Finds a data set's files in a folder.
   *
   * @param <F> the files
   */
  @FunctionalInterface
  interface Finder<F> {
    /** The files, or empty if the folder has none of them or does not exist. */
    Optional<F> in(Path folder);
  }

  /** The environment variable that names the data folder. */
  static final String VARIABLE = "RANK1_DATA";

  /**
   * The files, or empty if nobody named a folder that has them.
   *
   * @param dataset the data set's name
   * @param folder the user's folder, or null
   * @param files how to find them in a folder
   * @param expected the files' names, for people
   * @throws InvalidInputException if a named folder does not exist, or the user's lacks the files
   */
  <F> Optional<F> find(String dataset, @Nullable Path folder, Finder<F> files, String expected) {
    if (folder != null) {
      Optional<F> found = in(dataset, folder, "data folder", files);
      if (found.isEmpty()) {
        throw new InvalidInputException(
            "The data folder \"%s\" has no files of %s. Expected there or in its folder \"%s\": %s."
                .formatted(folder, dataset, dataset, expected));
      }
      return found;
    }
    String named = environment.getOrDefault(VARIABLE, "");
    if (named.isBlank()) {
      return Optional.empty();
    }
    try {
      return in(dataset, Path.of(named), "folder of " + VARIABLE, files);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "Illegal value \"%s\" of %s, must be a folder.".formatted(named, VARIABLE), e);
    }
  }

  /**
   * The files.
   *
   * @throws InvalidInputException as {@link #find}, and if nobody named a folder that has them
   */
  <F> F require(String dataset, @Nullable Path folder, Finder<F> files, String expected) {
    return find(dataset, folder, files, expected)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "There are no files of %s. Give the folder that holds %s with --data DIR, or in the environment variable %s."
                        .formatted(dataset, expected, VARIABLE)));
  }

  private static <F> Optional<F> in(String dataset, Path folder, String what, Finder<F> files) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException("The %s \"%s\" does not exist.".formatted(what, folder));
    }
    return files.in(folder).or(() -> files.in(folder.resolve(dataset)));
  }
}
