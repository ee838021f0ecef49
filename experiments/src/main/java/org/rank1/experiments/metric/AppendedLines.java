package org.rank1.experiments.metric;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rank1.io.FileFailure;

/**
 * A text file that lines are added to, each in the file when {@link #add} returns. A line that an
 * earlier process left unfinished is ended first.
 */
final class AppendedLines implements AutoCloseable {
  // Unlike a channel, it is not closed by interrupting the thread that trains.
  private final RandomAccessFile file;
  private final Path path;

  /** Opens a file, which is made if it is not there. */
  AppendedLines(Path path) {
    this.path = path;
    try {
      this.file = new RandomAccessFile(path.toFile(), "rw");
      endUnfinishedLine();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void endUnfinishedLine() throws IOException {
    long size = file.length();
    if (size > 0) {
      file.seek(size - 1);
      if (file.read() != '\n') {
        file.write('\n');
      }
    }
  }

  void add(String line) {
    try {
      file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException(FileFailure.of(path, e));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
