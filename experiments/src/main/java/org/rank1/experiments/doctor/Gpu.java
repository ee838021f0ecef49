package org.rank1.experiments.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.rank1.ops.device.EngineFacts;

/** A GPU that somebody asked for and that is not used, and the likely reason. */
final class Gpu {
  private static final String FLAVOR = "PYTORCH_FLAVOR";
  private static final String LIBRARIES = "PYTORCH_LIBRARY_PATH";
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private Gpu() {}

  /** The sentence; empty if none was asked for, or it is there. */
  static Optional<String> missed(Map<String, String> environment, EngineFacts engine) {
    boolean asked =
        environment.getOrDefault(FLAVOR, "").startsWith("cu")
            || !environment.getOrDefault(LIBRARIES, "").isEmpty();
    if (!asked || engine.devices().size() > 1) {
      return Optional.empty();
    }
    return Optional.of(
        "A GPU is asked for with %s or %s, but the engine sees none and computes on the CPU: %s."
            .formatted(FLAVOR, LIBRARIES, reason(environment, engine)));
  }

  private static String reason(Map<String, String> environment, EngineFacts engine) {
    if (!Files.exists(DRIVER)) {
      return "there is no NVIDIA driver on this machine (" + DRIVER + ")";
    } else if (environment.getOrDefault(LIBRARIES, "").isEmpty()) {
      return "no libtorch for CUDA was given; set " + LIBRARIES + " to the lib folder of one";
    }
    return "the libtorch in \"%s\" was not built for CUDA, or not for this driver"
        .formatted(engine.libraries());
  }
}
