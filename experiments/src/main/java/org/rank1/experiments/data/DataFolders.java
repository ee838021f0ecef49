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
  /** The environment variable that names the data folder. */
  static final String VARIABLE = "RANK1_DATA";

  /**
   * The files, or empty if nobody named a folder that has them.
   *
   * @param dataset the data set's name
   * @param folder the user's folder, or null
   * @throws InvalidInputException if a named folder does not exist, or the user's lacks the files
   */
  Optional<IdxFiles> find(String dataset, @Nullable Path folder) {
    if (folder != null) {
      Optional<IdxFiles> files = in(dataset, folder, "data folder");
      if (files.isEmpty()) {
        throw new InvalidInputException(
            "The data folder \"%s\" has no files of %s. Expected there or in its folder \"%s\": %s, raw or .gz."
                .formatted(folder, dataset, dataset, String.join(", ", IdxFiles.NAMES)));
      }
      return files;
    }
    String named = environment.getOrDefault(VARIABLE, "");
    if (named.isBlank()) {
      return Optional.empty();
    }
    try {
      return in(dataset, Path.of(named), "folder of " + VARIABLE);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "Illegal value \"%s\" of %s, must be a folder.".formatted(named, VARIABLE), e);
    }
  }

  private static Optional<IdxFiles> in(String dataset, Path folder, String what) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException("The %s \"%s\" does not exist.".formatted(what, folder));
    }
    return IdxFiles.in(folder).or(() -> IdxFiles.in(folder.resolve(dataset)));
  }
}
