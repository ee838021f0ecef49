package org.rank1.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rank1.experiments.train.RunFolder;
import org.rank1.io.InvalidInputException;

/** Files that a command is to write, which must not be those that it reads. */
final class Outputs {
  private Outputs() {}

  /**
   * Refuses an output that would take an input's place.
   *
   * @param option where the output is named
   * @param inputs models, or folders of runs, whose own files are inputs too
   */
  static void requireNoInput(String option, Path output, List<Path> inputs) throws IOException {
    for (Path input : inputs) {
      for (Path file : Files.isDirectory(input) ? new RunFolder(input).files() : List.of(input)) {
        if (isSame(output, file)) {
          throw new InvalidInputException(
              "Illegal value \"%s\" at %s: this command reads that file; name another."
                  .formatted(output, option));
        }
      }
    }
  }

  /** Refuses the root of all files as the folder of an output. */
  static void requireNoRoot(String option, Path folder) {
    if (folder.toAbsolutePath().normalize().getParent() == null) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at %s: it is the root of all files; name a folder."
              .formatted(folder, option));
    }
  }

  private static boolean isSame(Path output, Path input) throws IOException {
    return output.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize())
        || (Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input));
  }
}
