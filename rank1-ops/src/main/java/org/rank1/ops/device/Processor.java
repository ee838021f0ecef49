package org.rank1.ops.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor's name. */
final class Processor {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** What Linux calls it; elsewhere its architecture. */
  static String name() {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(DESCRIPTION)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // it is only named in a sentence
    }
  }
}
