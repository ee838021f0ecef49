package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void itSaysWhatIsThere() throws IOException {
    CommandLineRun run = CommandLineRun.of("doctor", "--json");
    JsonNode found = run.json();
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(found.path("problems")).isEmpty();
    assertThat(found.path("training engine").path("version").asText()).startsWith("PyTorch 2.");
    assertThat(found.path("training engine").path("devices").asText()).startsWith("cpu");
    assertThat(found.path("training engine").path("convolutions").asText()).isEqualTo("right");
    assertThat(found.path("onnx runtime").path("version").asText()).startsWith("1.");
    assertThat(found.path("onnx runtime").path("providers").asText()).contains("CPU");
    assertThat(found.path("onnx runtime").path("telemetry").asText()).isEqualTo("off");
    assertThat(found.path("folders").path("native libraries").asText()).contains("rank1", "MB");
    assertThat(found.path("data sets").path("mnist").asText()).contains("RANK1_DATA");
    assertThat(found.path("plugins").toString()).contains("rank1-ops", "rank1-onnx", "parts");
  }

  @Test
  void peopleReadItToo() {
    CommandLineRun run = CommandLineRun.of("doctor");
    assertThat(run.out()).contains("training engine\n", "  device=auto is", "Nothing is wrong.");
  }

  @Test
  void aGpuThatIsNotUsedIsAProblemWithAReason() {
    CommandLineRun run = CommandLineRun.of(Map.of("PYTORCH_FLAVOR", "cu128"), "doctor");
    if (run.out().contains("gpu:0")) {
      assertThat(run.code()).isZero();
    } else {
      assertThat(run.code()).isEqualTo(Main.CHECK_FAILED);
      assertThat(run.out())
          .contains("PROBLEM: A GPU is asked for with PYTORCH_FLAVOR", "computes on the CPU: ");
    }
  }

  @Test
  void aDataFolderThatIsNotThereIsSaid() throws IOException {
    Path missing = folder.resolve("missing");
    CommandLineRun run =
        CommandLineRun.of(Map.of("RANK1_DATA", missing.toString()), "doctor", "--json");
    assertThat(run.json().path("data sets").path("mnist").asText())
        .contains("missing", "does not exist");
  }
}
