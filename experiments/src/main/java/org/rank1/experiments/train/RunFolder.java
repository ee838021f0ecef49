package org.rank1.experiments.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;

/**
 * The folder a run lives in.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /**
   * A folder for a new run. It is made when the first file is written, so that a run that is
   * refused leaves nothing.
   *
   * @throws InvalidInputException if there is a run already, or the path is a file
   */
  public static RunFolder unused(Path path) {
    RunFolder folder = new RunFolder(path);
    if (Files.exists(folder.config()) || Files.exists(folder.snapshot())) {
      throw folder.taken();
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new InvalidInputException("\"%s\" at output is a file, not a folder.".formatted(path));
    }
    return folder;
  }

  private InvalidInputException taken() {
    return new InvalidInputException(
        "There is already a run in \"%s\"; name another folder with output=DIR or remove it."
            .formatted(path));
  }

  /**
   * Makes the folder and writes the resolved configuration, the first file of a run.
   *
   * @throws InvalidInputException if another run has begun there meanwhile
   */
  void begin(String configuration) {
    try {
      Files.createDirectories(path);
      claim();
      try {
        AtomicFile.writeText(config(), configuration);
      } catch (IOException e) {
        Files.deleteIfExists(config());
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void claim() throws IOException {
    try {
      Files.createFile(config());
    } catch (FileAlreadyExistsException e) {
      throw taken();
    }
  }

  /** The first of {@code name}, {@code name-2}, {@code name-3}, … under a folder that is free. */
  public static Path free(Path parent, String name) {
    Path candidate = parent.resolve(name);
    for (int i = 2; Files.exists(candidate); i++) {
      candidate = parent.resolve(name + "-" + i);
    }
    return candidate;
  }

  /**
   * The folder of a finished run.
   *
   * @throws InvalidInputException if there is none
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.snapshot())) {
      throw new InvalidInputException(
          "There is no finished run in \"%s\": %s is missing."
              .formatted(path, folder.snapshot().getFileName()));
    }
    return folder;
  }

  /** Removes what an earlier run left, and nothing else. */
  public void clear() {
    try {
      for (Path file : List.of(config(), metrics(), snapshot(), provenance())) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resolved configuration. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** Measurements, one JSON object a line. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** What was learned. */
  public Path snapshot() {
    return path.resolve("model.snapshot");
  }

  /** How it came about, as JSON. */
  public Path provenance() {
    return path.resolve("provenance.json");
  }
}
