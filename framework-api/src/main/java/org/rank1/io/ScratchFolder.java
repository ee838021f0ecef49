package org.rank1.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder within the temporary folder that is there for a while. Those of killed processes are
 * removed when the next is made.
 */
public final class ScratchFolder implements AutoCloseable {
  private static final String PREFIX = "rank1";

  private final Path path;

  private ScratchFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes a folder that only this user may read.
   *
   * @throws InvalidInputException naming the temporary folder, if it cannot be used
   */
  public static ScratchFolder make() {
    String temporary = System.getProperty("java.io.tmpdir");
    try {
      for (Path left : TemporaryName.left(Path.of(temporary), PREFIX)) {
        if (Files.isWritable(left)) { // else another user's
          delete(left);
        }
      }
      return new ScratchFolder(Files.createTempDirectory(PREFIX + TemporaryName.tag()));
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot use the temporary folder \"%s\" (%s). Name another with -Djava.io.tmpdir=DIR."
              .formatted(temporary, e),
          e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
