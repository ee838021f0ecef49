package org.rank1.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line in a Java of its own, with its own folder, temporary folder and options, and the
 * environment that the launcher gives it.
 *
 * @param folder it runs in
 * @param before what the Java command is given to, such as {@code unshare}
 * @param options of the JVM
 */
record ForkedCommand(Path folder, List<String> before, List<String> options) {
  /** Where the command may put temporary files. */
  Path temporary() {
    return folder.resolve("temporary");
  }

  /** Runs it; the error output is kept in {@code said.txt}. */
  int run(String... arguments) throws IOException, InterruptedException {
    Files.createDirectories(temporary());
    List<String> all = new ArrayList<>(before);
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    all.addAll(List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"));
    all.add("-Djava.io.tmpdir=" + temporary());
    all.addAll(options);
    all.add(Main.class.getName());
    all.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("TMPDIR", temporary().toString());
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("It does not end: " + all);
    }
    return process.exitValue();
  }

  String said() throws IOException {
    return Files.readString(folder.resolve("said.txt"));
  }
}
