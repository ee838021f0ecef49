package org.rank1.experiments.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rank1.io.InvalidInputException;

/**
 * The checkpoints of a run: folders {@code step-0000000120} that appear whole, by a renaming, and
 * go whole. One that is still being written has a name that begins with {@code .unfinished-}; what
 * processes that ended meanwhile have left of those is removed.
 */
final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("step-\\d{10}");
  private static final String UNFINISHED = ".unfinished-";

  private final Path folder;
  private final TrainingStateFile file;

  /** Those in a folder, which need not exist. */
  Checkpoints(Path folder, TrainingStateFile file) {
    this.folder = folder;
    this.file = file;
  }

  /** The place of the checkpoint at a step. */
  Path at(long step) {
    return folder.resolve(String.format(Locale.ROOT, "step-%010d", step));
  }

  /** Writes a checkpoint; one of the same step is replaced. */
  void save(TrainingState state) {
    Path target = at(state.progress().step());
    Path temporary = folder.resolve(UNFINISHED + target.getFileName());
    try {
      delete(temporary);
      file.save(state, temporary);
      if (Files.exists(target)) {
        remove(target);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them, the newest first. */
  List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> NAME.matcher(String.valueOf(entry.getFileName())).matches())
          .sorted(Comparator.comparing(Path::getFileName).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The newest that can be read.
   *
   * @param note is told of those that cannot
   * @return empty if there is none at all
   * @throws InvalidInputException if there are some, and none can be read
   */
  Optional<TrainingState> newest(Consumer<String> note) {
    Optional<InvalidInputException> broken = Optional.empty();
    for (Path checkpoint : newestFirst()) {
      try {
        return Optional.of(file.load(checkpoint));
      } catch (InvalidInputException e) {
        note.accept(String.valueOf(e.getMessage()));
        broken = Optional.of(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (broken.isPresent()) {
      throw broken.get();
    }
    return Optional.empty();
  }

  /**
   * Removes all but the newest ones.
   *
   * @param last how many of the newest stay
   */
  void prune(int last) {
    try {
      for (Path old : newestFirst().stream().skip(last).toList()) {
        remove(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what processes that ended meanwhile have left. */
  void sweep() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (String.valueOf(entry.getFileName()).startsWith(UNFINISHED)) {
          delete(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes all checkpoints of a folder. */
  static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry : entries.filter(Files::isDirectory).toList()) {
          delete(entry);
        }
      }
    }
  }

  /** Takes a checkpoint out of sight before its files go. */
  private void remove(Path checkpoint) throws IOException {
    Path leaving = folder.resolve(UNFINISHED + "old-" + checkpoint.getFileName());
    delete(leaving);
    Files.move(checkpoint, leaving, StandardCopyOption.ATOMIC_MOVE);
    delete(leaving);
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> entries = Files.list(path)) {
        for (Path entry : entries.toList()) {
          Files.delete(entry);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
