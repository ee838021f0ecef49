package org.rank1.experiments.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.rank1.io.InvalidInputException;

/**
 * The right to write into the folder of a run, for one process at a time. The system holds it and
 * takes it back when the process is gone, however it went; the file that stays means nothing.
 */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @param file the file of the lock; it and its folder are made
   * @param run the folder of the run, for people
   * @throws InvalidInputException if somebody has it
   */
  static RunLock take(Path file, Path run) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // by this process
      } finally {
        if (lock == null) {
          channel.close();
        }
      }
      if (lock == null) {
        throw new InvalidInputException(
            "The run in \"%s\" is being trained right now; wait until that ends, or name another folder."
                .formatted(run));
      }
      return new RunLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
