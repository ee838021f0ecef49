package org.rank1.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of things that only last for a while. They say which process made them, so that what a
 * killed process has left is found and removed by the next.
 */
final class TemporaryName {
  private static final Pattern TAG = Pattern.compile("\\.([0-9a-f]{8})-(\\d{1,10})-\\d+\\.tmp.*");

  /** After which time also things from processes elsewhere are given up. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private TemporaryName() {}

  /** A part of a name that no other process uses, now or later. */
  static String tag() {
    return ".%s-%d-%d.tmp".formatted(space(), ProcessHandle.current().pid(), System.nanoTime());
  }

  /** What processes that have ended left in a folder, under names that begin so. */
  static List<Path> left(Path folder, String prefix) throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(folder, each -> name(each).startsWith(prefix))) {
      for (Path each : all) {
        Matcher tag = TAG.matcher(name(each));
        if (tag.find() && isLeft(each, tag.group(1), Long.parseLong(tag.group(2)))) {
          left.add(each);
        }
      }
    }
    return left;
  }

  private static boolean isLeft(Path each, String space, long process) throws IOException {
    if (space.equals(space())) {
      return ProcessHandle.of(process).isEmpty();
    }
    // of another container or machine, whose processes cannot be asked
    return Files.getLastModifiedTime(each).toInstant().isBefore(Instant.now().minus(FORGOTTEN));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Where numbers of processes mean the same: a container, since its machine was started. */
  private static String space() {
    return "%08x".formatted((read("/proc/sys/kernel/random/boot_id") + link()).hashCode());
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return ""; // not Linux: one space
    }
  }

  private static String link() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
