package org.rank1.experiments.train;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    if (path.toAbsolutePath().normalize().getParent() == null) {
      throw new InvalidInputException(
          "\"%s\" at output is the root of all files; name a folder for the run.".formatted(path));
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
   * The folder of a run that was begun.
   *
   * @throws InvalidInputException if there is none
   */
  static RunFolder begun(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.config())) {
      throw new InvalidInputException(
          "There is no run in \"%s\": %s is missing."
              .formatted(path, folder.config().getFileName()));
    }
    return folder;
  }

  /** Whether a run was begun here. */
  public boolean isBegun() {
    return Files.isRegularFile(config());
  }

  /** Whether the run was trained to its end. */
  boolean isFinished() {
    return Files.isRegularFile(result());
  }

  /**
   * Makes the folder, takes it, and writes the resolved configuration, the first file of a run.
   *
   * @return the right to write here, to be closed when training ends
   * @throws InvalidInputException if another run has begun there meanwhile
   */
  RunLock begin(String configuration) {
    boolean made = !Files.exists(path);
    RunLock lock = lock();
    try {
      if (Files.exists(config())) {
        throw taken();
      }
      writeConfig(configuration);
      return lock;
    } catch (InvalidInputException | UncheckedIOException e) {
      lock.close();
      if (made) {
        removeEmpty();
      }
      throw e;
    }
  }

  /**
   * Takes the folder.
   *
   * @throws InvalidInputException if a process is training there
   */
  RunLock lock() {
    return RunLock.take(checkpoints().resolve("lock"), path);
  }

  /** Takes a run up again: it is not finished any more, whatever it was. */
  void reopen(String configuration) {
    try {
      Files.deleteIfExists(result());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writeConfig(configuration);
  }

  /** Writes the resolved configuration. */
  private void writeConfig(String configuration) {
    try {
      AtomicFile.writeText(config(), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeEmpty() {
    try {
      Files.deleteIfExists(checkpoints().resolve("lock"));
      Files.deleteIfExists(checkpoints());
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
   * The folder of a run with something learned: a finished one, or one of which at least an epoch
   * is done, whose snapshot says so.
   *
   * @throws InvalidInputException if there is none
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.snapshot()) && folder.isBegun()) {
      throw new InvalidInputException(
          "The run in \"%s\" has not ended an epoch yet; `./rank1 resume %s` goes on with it."
              .formatted(path, path));
    }
    if (!Files.isRegularFile(folder.snapshot())) {
      throw new InvalidInputException(
          "There is no finished run in \"%s\": %s is missing."
              .formatted(path, folder.snapshot().getFileName()));
    }
    return folder;
  }

  /** Removes what an earlier run left, and nothing else. */
  public void clear() {
    if (!Files.isDirectory(path)) {
      return;
    }
    RunLock lock = lock();
    try {
      for (Path file : files()) {
        Files.deleteIfExists(file);
      }
      Checkpoints.clear(checkpoints());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.close();
    }
  }

  /** What a run writes, whether it is there or not. */
  public List<Path> files() {
    return List.of(config(), metrics(), snapshot(), provenance(), result());
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

  /** What the run came to, as JSON; there once it is finished. */
  public Path result() {
    return path.resolve("result.json");
  }

  /** What the run needs to go on. */
  public Path checkpoints() {
    return path.resolve("checkpoint");
  }
}
