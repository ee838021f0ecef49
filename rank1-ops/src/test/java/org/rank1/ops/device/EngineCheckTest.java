package org.rank1.ops.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.io.InvalidInputException;

class EngineCheckTest {
  @TempDir private Path folder;

  @Test
  void plainLoopsComputeAConvolutionAndItsGradients() {
    // 1×1×2×2 with 1×1×1×2, written out by hand
    TinyConvolution tiny = new TinyConvolution(1, 1, 1, 2, 2, 1, 2, 1, 0);
    float[] x = tiny.input();
    float[] w = tiny.kernel();
    float[] d = tiny.direction();
    assertThat(tiny.output()).containsExactly(x[0] * w[0] + x[1] * w[1], x[2] * w[0] + x[3] * w[1]);
    assertThat(tiny.gradients().ofInput())
        .containsExactly(d[0] * w[0], d[0] * w[1], d[1] * w[0], d[1] * w[1]);
    assertThat(tiny.gradients().ofKernel())
        .containsExactly(d[0] * x[0] + d[1] * x[2], d[0] * x[1] + d[1] * x[3]);
  }

  /** A program that starts the engine, in a JVM whose environment says which kernels it may use. */
  public static final class StartsTheEngine {
    private StartsTheEngine() {}

    /** Opens a manager. */
    public static void main(String[] ignored) {
      try {
        Engines.open("cpu", 1, 1).close();
        System.out.println("OPENED");
      } catch (InvalidInputException e) {
        System.out.println("REFUSED " + e.getMessage());
      }
    }
  }

  private String start(Map<String, String> variables) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-Djava.io.tmpdir=" + folder));
    command.add(StartsTheEngine.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("ONEDNN_MAX_CPU_ISA");
    builder.environment().putAll(variables);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void theEngineComputesConvolutionsWithoutAnyVariable() throws IOException, InterruptedException {
    assertThat(start(Map.of())).isEqualTo("OPENED");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void whereCachesAreHiddenKernelsThatAreWrongAreRefusedIfTheUserInsistsOnThem()
      throws IOException, InterruptedException {
    boolean wrong = HiddenCaches.areHidden(Path.of("/sys/devices/system/cpu/cpu0"));
    for (String isa : List.of("AVX", "AVX2", "ALL")) {
      String output = start(Map.of("ONEDNN_MAX_CPU_ISA", isa));
      if (wrong) {
        assertThat(output)
            .as(isa)
            .startsWith("REFUSED The training engine computes wrong convolutions on this processor")
            .contains("ONEDNN_MAX_CPU_ISA=SSE41")
            .hasLineCount(1);
      } else {
        assertThat(output).as(isa).isEqualTo("OPENED");
      }
    }
  }

  @Test
  void cachesAreHiddenWhereLinuxDescribesNone() throws IOException {
    assertThat(HiddenCaches.areHidden(folder)).isTrue();
    Files.createDirectories(folder.resolve("cache/index0"));
    assertThat(HiddenCaches.areHidden(folder)).isFalse();
  }
}
