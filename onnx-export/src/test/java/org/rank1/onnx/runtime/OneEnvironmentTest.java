package org.rank1.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that open a model, started without any of the variables that would help them. */
@EnabledOnOs(OS.LINUX)
class OneEnvironmentTest {
  @TempDir private Path scratch;
  private Path home;
  private Path cache;
  private Path temporary;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectory(scratch.resolve("home"));
    temporary = Files.createDirectory(scratch.resolve("tmp"));
    cache = scratch.resolve("cache");
  }

  private record Run(int code, String output) {}

  private Run run(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary));
    command.addAll(options);
    command.add(OpensAModel.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("RANK1_CACHE_DIR", cache.toString());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static List<Path> within(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  @Test
  void aCommandLineOfAHundredKilobytesOpensNoSocketAndLeavesNothing()
      throws IOException, InterruptedException {
    String[] images = new String[1000];
    for (int i = 0; i < images.length; i++) {
      images[i] = "/" + "x".repeat(90) + "/" + i + ".png";
    }
    Run run = run(List.of(), images);
    assertThat(run.output()).contains("RAN 4.0", "TELEMETRY OFF 1", "SOCKETS 0");
    assertThat(run.code()).isZero();
    assertThat(temporary).isEmptyDirectory();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void theLibrariesAreKeptOnceAndUsedAgain() throws IOException, InterruptedException {
    assertThat(run(List.of()).code()).isZero();
    List<Path> kept = within(cache);
    assertThat(kept)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder(
            "libonnxruntime.so", "libonnxruntime4j_jni.so", "libjnidispatch.so");
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    for (Path file : kept) {
      Files.setLastModifiedTime(cache.resolve(file), old);
    }
    assertThat(run(List.of()).code()).isZero();
    assertThat(within(cache)).isEqualTo(kept);
    for (Path file : kept) {
      assertThat(Files.getLastModifiedTime(cache.resolve(file))).isEqualTo(old);
    }
  }

  @Test
  void aLibraryThatIsNotTheOneInTheJarIsReplaced() throws IOException, InterruptedException {
    assertThat(run(List.of()).code()).isZero();
    for (Path file : within(cache)) {
      byte[] bytes = Files.readAllBytes(cache.resolve(file));
      bytes[bytes.length / 2] ^= 1;
      Files.write(cache.resolve(file), bytes);
    }
    Path cut = cache.resolve(within(cache).get(0));
    Files.write(cut, new byte[100]);
    assertThat(run(List.of()).output()).contains("RAN 4.0");
    assertThat(Files.size(cut)).isGreaterThan(100);
    assertThat(within(cache)).hasSize(3);
  }

  @Test
  void aCacheThatOthersMayWriteIsNotTrusted() throws IOException, InterruptedException {
    Files.createDirectory(cache);
    for (String mode : List.of("rwxrwxrwx", "rwx----w-")) {
      Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(mode));
      Run run = run(List.of());
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.output())
          .contains("\"" + cache.toRealPath() + "\"", "others may write", "RANK1_CACHE_DIR");
    }
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aCacheThatCannotBeIsOneSentence() throws IOException, InterruptedException {
    Files.writeString(cache, "a file");
    Run file = run(List.of());
    assertThat(file.code()).isEqualTo(2);
    assertThat(file.output()).contains("\"" + cache + "\"", "RANK1_CACHE_DIR").hasLineCount(1);
    cache = Path.of("/dev/full/cache");
    assertThat(run(List.of()).output()).contains("/dev/full/cache").hasLineCount(1);
    cache = Path.of("/proc/cache");
    assertThat(run(List.of()).output()).contains("/proc/cache").hasLineCount(1);
  }

  @Test
  void aTemporaryFolderThatIsNotThereIsNamed() throws IOException, InterruptedException {
    Files.delete(temporary);
    Run run = run(List.of());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.output()).contains("\"" + temporary + "\"", "java.io.tmpdir").hasLineCount(1);
  }
}
