package org.rank1.ops.device;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rank1.nativecode.NativeEnvironment;

/**
 * Machines whose processor does not say how large its caches are, as some hypervisors have it. The
 * vector kernels of the engine are laid out by these sizes and compute wrong convolutions without
 * them, so the engine is kept from them; see docs/decisions/018-hidden-caches.md.
 */
final class HiddenCaches {
  /** The instruction sets that oneDNN may use. */
  static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";

  private static final String SAFE = "SSE41";

  private static final Path PROCESSOR = Path.of("/sys/devices/system/cpu/cpu0");

  private HiddenCaches() {}

  /** Keeps the engine from those kernels where the caches are hidden; not if the user says so. */
  static void respect(NativeEnvironment environment) {
    if (isLinuxOnX86() && areHidden(PROCESSOR)) {
      environment.setIfAbsent(VARIABLE, SAFE);
    }
  }

  /** Whether Linux describes a processor without caches. */
  static boolean areHidden(Path processor) {
    return !Files.exists(processor.resolve("cache").resolve("index0"));
  }

  private static boolean isLinuxOnX86() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }
}
