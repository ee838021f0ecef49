package org.rank1.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files that appear whole or not at all: written under a temporary name, brought to the disk, then
 * renamed. What a killed process left under such a name is removed by the next that writes the
 * file.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, creating its folder. On any failure an earlier file of that name stays as it was
   * and nothing else is left behind.
   *
   * @throws java.nio.file.FileSystemException naming the file, if it cannot be written
   */
  public static void write(Path file, Content content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new InvalidInputException("Cannot write \"" + file + "\": it is a folder.");
    }
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      // the renamed file would take the place of the device itself, /dev/null for everybody
      throw new InvalidInputException("Cannot write \"" + file + "\": it is no regular file.");
    }
    Files.createDirectories(folder);
    clean(folder, absolute);
    // not createTempFile, whose files only their owner may read
    Path temporary = folder.resolve("." + absolute.getFileName() + TemporaryName.tag());
    try {
      try (OutputStream out = new BufferedOutputStream(open(temporary, file), 1 << 16)) {
        content.writeTo(out);
      }
      sync(temporary, file);
      move(temporary, file);
    } catch (Throwable e) {
      discard(temporary, e);
      throw e;
    }
  }

  /** What processes left that were killed while they wrote the same file. */
  private static void clean(Path folder, Path file) throws IOException {
    for (Path left : TemporaryName.left(folder, "." + file.getFileName() + ".")) {
      Files.deleteIfExists(left);
    }
  }

  /** Has the content on the disk before the name leads to it, also if the machine stops now. */
  private static void sync(Path temporary, Path file) throws IOException {
    // not through a channel, which an interrupt would close
    try (RandomAccessFile written = new RandomAccessFile(temporary.toFile(), "rw")) {
      written.getFD().sync();
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  private static void discard(Path temporary, Throwable because) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static OutputStream open(Path temporary, Path file) throws IOException {
    try {
      Files.createFile(temporary);
      // Unlike a channel, and the streams of Files, it is not closed by interrupting the thread.
      return new NamedOutput(new FileOutputStream(temporary.toFile()), file);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  private static void move(Path temporary, Path file) throws IOException {
    try {
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  /** Writes a text file in UTF-8. */
  public static void writeText(Path file, String text) throws IOException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
