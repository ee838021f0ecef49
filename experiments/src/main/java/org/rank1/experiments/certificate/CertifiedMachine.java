package org.rank1.experiments.certificate;

import org.rank1.onnx.plan.Machine;

/**
 * The machine on which everything ran.
 *
 * @param cpu model of the processor
 * @param system operating system, its version and architecture
 * @param cores processors that the JVM sees
 * @param java version of the Java runtime
 */
public record CertifiedMachine(String cpu, String system, int cores, String java) {

  /** This one. */
  static CertifiedMachine current() {
    return new CertifiedMachine(
        Machine.cpuModel(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name", "unknown"),
                System.getProperty("os.version", ""),
                System.getProperty("os.arch", "")),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.runtime.version", "unknown"));
  }
}
