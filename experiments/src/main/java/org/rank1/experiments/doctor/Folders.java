package org.rank1.experiments.doctor;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Folders as people want to know of them. */
final class Folders {
  private Folders() {}

  /** Where it is and how much lies in it. */
  static String described(Path folder) {
    if (!Files.isDirectory(folder)) {
      return folder + " (not there yet)";
    }
    return String.format(Locale.ROOT, "%s (%.1f MB)", folder, bytes(folder) / 1e6);
  }

  private static long bytes(Path folder) {
    AtomicLong sum = new AtomicLong();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes known) {
              sum.addAndGet(known.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // removed meanwhile, or not ours to read
            }
          });
    } catch (IOException e) {
      return sum.get(); // what could be counted
    }
    return sum.get();
  }
}
