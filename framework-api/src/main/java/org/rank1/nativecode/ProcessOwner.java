package org.rank1.nativecode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/** The user whom this process runs as, compared with the owners of files. */
final class ProcessOwner {
  private static final Path SELF = Path.of("/proc/self");
  private static final int ROOT = 0;

  private ProcessOwner() {}

  /** Whether a file belongs to that user, or to the one who may do everything anyway. */
  static boolean trusts(Path file) throws IOException {
    int owner = uid(file);
    if (owner == ROOT) {
      return true;
    }
    return Files.isDirectory(SELF)
        ? owner == uid(SELF)
        : Files.getOwner(file).getName().equals(System.getProperty("user.name"));
  }

  /** Whether a file's group is its owner's own, as many systems have it: one of the same name. */
  static boolean isAlone(Path file) throws IOException {
    PosixFileAttributes known = Files.readAttributes(file, PosixFileAttributes.class);
    return known.group().getName().equals(known.owner().getName());
  }

  private static int uid(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid");
  }
}
