package org.rank1.experiments.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rank1.io.InvalidInputException;

/**
 * Where the bytes of an IDX file come from.
 *
 * @param name the file's name in errors
 * @param size bytes as stored, compressed or not
 * @param opener opens the stored bytes
 */
record IdxSource(String name, long size, Opener opener) {

  /** Opens a stream. */
  @FunctionalInterface
  interface Opener {
    /** A new stream at the first byte. */
    InputStream open() throws IOException;
  }

  /**
   * A file.
   *
   * @throws InvalidInputException if it cannot be read
   */
  static IdxSource file(Path file) {
    try {
      return new IdxSource(
          file.toString(),
          Files.size(file),
          () -> new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read \"" + file + "\": " + e.getMessage() + ".", e);
    }
  }

  /** A file inside this product. */
  static IdxSource resource(String resource) {
    try (InputStream in = IdxSource.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new LinkageError("The resource " + resource + " is missing from this product");
      }
      byte[] bytes = in.readAllBytes();
      return new IdxSource(resource, bytes.length, () -> new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new LinkageError("The resource " + resource + " of this product cannot be read", e);
    }
  }
}
