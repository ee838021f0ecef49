package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.certificate.Pair;
import org.rank1.io.InvalidInputException;

class OutputsTest {
  @TempDir private Path folder;

  @Test
  void aModelIsNotReplacedByWhatIsSaidAboutIt() throws IOException {
    Path model = Pair.export("chain", folder.resolve("s.onnx"));
    byte[] before = Files.readAllBytes(model);
    String output = folder.resolve("x/../s.onnx").toString();
    CommandLineRun run = CommandLineRun.of("analyze", model.toString(), "-o", output);
    assertThat(run.code()).isEqualTo(Main.INVALID);
    assertThat(run.err()).contains(output, "--output", "reads that file").hasLineCount(1);
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
  }

  @Test
  void aRunIsNotReplacedByItsExport() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    for (String name : List.of("model.snapshot", "config.yaml", "metrics.jsonl")) {
      Path file = Files.writeString(run.resolve(name), "precious");
      CommandLineRun export = CommandLineRun.of("export", run.toString(), "-o", file.toString());
      assertThat(export.code()).as(name).isEqualTo(Main.INVALID);
      assertThat(export.err()).contains("reads that file");
      assertThat(file).hasContent("precious");
    }
  }

  @Test
  void aPlanIsNotReplacedByTheModelThatFollowsIt() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Path plan = Files.writeString(folder.resolve("plan.json"), "precious");
    CommandLineRun export =
        CommandLineRun.of(
            "export", run.toString(), "--plan", plan.toString(), "-o", plan.toString());
    assertThat(export.code()).isEqualTo(Main.INVALID);
    assertThat(export.err()).contains("reads that file");
    assertThat(plan).hasContent("precious");
  }

  @Test
  void anotherNameOfTheSameFileIsTheSameFile() throws IOException {
    Path model = Files.writeString(folder.resolve("m.onnx"), "m");
    Path link = Files.createLink(folder.resolve("l.onnx"), model);
    assertThatThrownBy(() -> Outputs.requireNoInput("--output", link, List.of(model)))
        .isInstanceOf(InvalidInputException.class);
    assertThatCode(
            () -> Outputs.requireNoInput("--output", folder.resolve("n.onnx"), List.of(model)))
        .doesNotThrowAnyException();
  }

  @Test
  void noRunIsWrittenIntoTheRoot() {
    CommandLineRun run = CommandLineRun.of("train", "dataset=synthetic", "output=/");
    assertThat(run.code()).isEqualTo(Main.INVALID);
    assertThat(run.err()).contains("the root of all files").hasLineCount(1);
    assertThat(Path.of("/config.yaml")).doesNotExist();
    CommandLineRun demo = CommandLineRun.of("demo", "-o", "/..");
    assertThat(demo.code()).isEqualTo(Main.INVALID);
    assertThat(demo.err()).contains("the root of all files").hasLineCount(1);
  }
}
