package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that train get signals. */
@DisabledOnOs(OS.WINDOWS) // it has no such signals
class InterruptedTrainingTest {
  private static final List<String> SETTINGS =
      List.of(
          "dataset=synthetic",
          "dataset.train=300",
          "dataset.test=30",
          "architecture.width=0.5",
          "threads=1",
          "batchSize=10",
          "hooks=balance",
          "checkpoint=step:20",
          "metrics=jsonl");

  @TempDir private Path folder;

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private static String[] train(Path run, int epochs) {
    return Stream.of(
            Stream.of("train"),
            SETTINGS.stream(),
            Stream.of("epochs=" + epochs, "output=" + run, "--resume"))
        .flatMap(arguments -> arguments)
        .toArray(String[]::new);
  }

  /** Waits until a run has something to go on from. */
  private void awaitCheckpoint(Process process, Path run) throws Exception {
    Path checkpoints = run.resolve("checkpoint");
    for (int i = 0; i < 1200; i++) {
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("err"))).isTrue();
      if (Files.isDirectory(checkpoints)) {
        try (Stream<Path> entries = Files.list(checkpoints)) {
          if (entries.anyMatch(entry -> entry.getFileName().toString().startsWith("step-"))) {
            return;
          }
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no checkpoint in " + run);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsTheStepAndSaysHowToGoOn(String signal, int code) throws Exception {
    Path run = folder.resolve("run");
    Process process = start(train(run, 10_000));
    awaitCheckpoint(process, run);
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
    assertThat(Files.readString(folder.resolve("err")))
        .containsPattern("rank1: Stopped at step \\d+, after epoch \\d+ of 10000\\.")
        .contains("`./rank1 resume " + run + "` goes on from there");
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).endsWith("}\n");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .last(InstanceOfAssertFactories.STRING)
        .startsWith("{\"event\":\"end\",\"outcome\":\"stopped\",\"step\":");
    assertThat(run.resolve("result.json")).doesNotExist();
  }

  @Test
  void killedAgainAndAgainItEndsInTheSameBits() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(start(train(whole, 8)).waitFor(300, TimeUnit.SECONDS)).isTrue();
    Path run = folder.resolve("run");
    SplittableRandom random = new SplittableRandom(1);
    for (int kill = 0; kill < 3; kill++) {
      Process process = start(train(run, 8));
      awaitCheckpoint(process, run);
      Thread.sleep(random.nextInt(1500));
      process.destroyForcibly().waitFor();
    }
    Process last = start(train(run, 8));
    assertThat(last.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(last.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    assertThat(run.resolve("model.snapshot"))
        .hasSameBinaryContentAs(whole.resolve("model.snapshot"));
  }
}
