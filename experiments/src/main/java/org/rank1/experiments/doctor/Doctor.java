package org.rank1.experiments.doctor;

import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.rank1.experiments.data.FoundData;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.CacheFolder;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.Machine;
import org.rank1.onnx.runtime.RuntimeFacts;
import org.rank1.ops.device.EngineFacts;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;
import org.rank1.provenance.ProductVersion;

/** Looks at everything the product needs, and says what is there and what is wrong. */
public final class Doctor {
  private static final String JAVA = "java";
  private static final String MACHINE = "machine";
  private static final String ENGINE = "training engine";
  private static final String RUNTIME = "onnx runtime";
  private static final String FOLDERS = "folders";

  private final Parts parts;

  /** With the parts of all plugins. */
  @Inject
  public Doctor(Parts parts) {
    this.parts = parts;
  }

  /**
   * Looks at a machine. The engine and ONNX Runtime are loaded for it.
   *
   * @param environment of the process
   */
  public Diagnosis diagnose(Map<String, String> environment) {
    Diagnosis.Builder found = new Diagnosis.Builder();
    found.fact("product", "version", ProductVersion.current());
    java(found);
    machine(found);
    engine(found, environment);
    runtime(found);
    folders(found, environment);
    FoundData.in(environment).forEach((name, where) -> found.fact("data sets", name, where));
    plugins(found);
    return found.build();
  }

  private static void java(Diagnosis.Builder found) {
    String characters = System.getProperty("sun.jnu.encoding", "");
    found
        .fact(JAVA, "version", Runtime.version())
        .fact(JAVA, "home", System.getProperty("java.home"))
        .fact(JAVA, "heap", (Runtime.getRuntime().maxMemory() >> 20) + " MiB at most")
        .fact(
            JAVA,
            "options",
            String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()))
        .fact(JAVA, "characters of file names", characters);
    if (characters.startsWith("ANSI_X3.4")) {
      found.problem(
          "Java cannot open files whose names are not ASCII, because the locale has no character set;"
              + " start with LC_ALL=C.UTF-8.");
    }
  }

  private static void machine(Diagnosis.Builder found) {
    found
        .fact(
            MACHINE,
            "system",
            System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch"))
        .fact(MACHINE, "processor", Machine.cpuModel())
        .fact(MACHINE, "cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      found.fact(
          MACHINE,
          "memory",
          String.format(Locale.ROOT, "%.1f GB", system.getTotalMemorySize() / 1e9));
    }
  }

  private static void engine(Diagnosis.Builder found, Map<String, String> environment) {
    try {
      EngineFacts engine = EngineFacts.look();
      found
          .fact(ENGINE, "version", engine.version())
          .fact(ENGINE, "libraries", engine.libraries())
          .fact(ENGINE, "devices", String.join(", ", engine.devices()))
          .fact(ENGINE, "device=auto is", engine.automatic())
          .fact(ENGINE, "instruction sets", engine.instructionSets())
          .fact(ENGINE, "convolutions", "right");
      Gpu.missed(environment, engine).ifPresent(found::problem);
    } catch (InvalidInputException e) {
      found.problem(String.valueOf(e.getMessage()));
    }
  }

  private static void runtime(Diagnosis.Builder found) {
    try {
      RuntimeFacts runtime = RuntimeFacts.look();
      found
          .fact(RUNTIME, "version", runtime.version())
          .fact(RUNTIME, "libraries", runtime.libraries())
          .fact(RUNTIME, "providers", String.join(", ", runtime.providers()))
          .fact(RUNTIME, "telemetry", "off");
    } catch (InvalidInputException e) {
      found.problem(String.valueOf(e.getMessage()));
    }
  }

  private static void folders(Diagnosis.Builder found, Map<String, String> environment) {
    String temporary = System.getProperty("java.io.tmpdir");
    found
        .fact(FOLDERS, "native libraries", Folders.described(CacheFolder.ofProcess().path()))
        .fact(FOLDERS, "training engine", Folders.described(EngineFacts.folder()))
        .fact(FOLDERS, "latencies", Folders.described(LatencyCache.userFolder(environment)))
        .fact(FOLDERS, "temporary", temporary);
    if (!Files.isWritable(Path.of(temporary))) {
      found.problem(
          "The temporary folder \"%s\" cannot be written; name another with RANK1_JAVA_OPTS=-Djava.io.tmpdir=DIR."
              .formatted(temporary));
    }
  }

  private void plugins(Diagnosis.Builder found) {
    Map<String, Integer> counts = new TreeMap<>();
    List<PartBinding<?>> bindings = parts.all();
    for (PartBinding<?> binding : bindings) {
      PartBinding.Origin origin = binding.origin();
      counts.merge(
          origin.plugin() + " " + origin.version() + " from " + origin.location(), 1, Integer::sum);
    }
    counts.forEach((origin, count) -> found.fact("plugins", origin, count + " parts"));
  }
}
