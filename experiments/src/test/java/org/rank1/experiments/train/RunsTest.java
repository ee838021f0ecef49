package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.SnapshotFile;
import org.rank1.plugin.Parts;

@TestInstance(Lifecycle.PER_CLASS) // one product for all
class RunsTest {
  private final Product product = Product.assemble(RunsTest.class.getClassLoader());
  private final ExperimentReader reader = new ExperimentReader(product.get(Parts.class));
  private final Runs runs = product.get(Runs.class);

  @TempDir Path folder;

  /** Does something at the first reading of a loss. */
  private static RunWatch atFirstStep(Runnable action) {
    return new RunWatch(
        line -> {},
        new TrainingObserver() {
          private boolean done;

          @Override
          public void started(Measurement summary) {}

          @Override
          public void step(StepResult result) {
            if (!done) {
              done = true;
              action.run();
            }
          }

          @Override
          public void epoch(EpochResult result) {}
        },
        new Cancellation());
  }

  @Test
  void whatWasLeftOpenIsWrittenDownAsWhatItCameTo() throws IOException {
    Path path = folder.resolve("run");
    ExperimentSpec asked =
        reader.read(
            List.of(
                "dataset=fashion-mnist",
                "dataset.trainLimit=64",
                "dataset.testLimit=32",
                "architecture.width=0.25",
                "metrics=jsonl",
                "epochs=1"));
    assertThat(asked.settings().threads()).isZero();
    runs.run(asked, path, RunWatch.nobody());
    ExperimentSpec written = reader.read(path.resolve("config.yaml"), List.of());
    assertThat(written.settings().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(written.settings().device()).isEqualTo("cpu");
    assertThat(Files.readString(path.resolve("config.yaml")))
        .containsPattern("source: (embedded|full)\n");
    assertThat(runs.isSame(asked, path)).isTrue();
    assertThat(runs.isSame(written, path)).isTrue();
  }

  @Test
  void provenanceNamesDataCodeAndMachine() throws IOException {
    Path path = folder.resolve("run");
    runs.run(SmallRuns.spec(reader, "epochs=1"), path, RunWatch.nobody());
    JsonNode provenance =
        new ObjectMapper().readTree(Files.readString(path.resolve("provenance.json")));
    assertThat(provenance.at("/data/train/sha256").asText()).matches("[0-9a-f]{64}");
    assertThat(provenance.at("/data/test/images").asInt()).isEqualTo(30);
    assertThat(provenance.path("engine").asText()).startsWith("PyTorch 2.");
    assertThat(provenance.path("java").asText()).contains(System.getProperty("java.version"));
    assertThat(provenance.path("date").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(provenance.path("plugins")).hasSizeGreaterThan(3);
    assertThat(provenance.at("/plugins/0/name").asText()).startsWith("rank1-");
    runs.resume(path, List.of("epochs=2"), RunWatch.nobody());
    provenance = new ObjectMapper().readTree(Files.readString(path.resolve("provenance.json")));
    assertThat(provenance.at("/resumed/0/step").asInt()).isEqualTo(6);
  }

  @Test
  void whatIsAskedOfARunThatIsGoneOnWithIsWhatItDoesOrIsRefused() {
    Path path = folder.resolve("run");
    runs.run(SmallRuns.spec(reader, "epochs=1"), path, RunWatch.nobody());
    runs.requireSame(SmallRuns.spec(reader, "epochs=1"), path);
    assertThatThrownBy(
            () -> runs.requireSame(SmallRuns.spec(reader, "epochs=1", "readEvery=7"), path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("begun with readEvery=20; to go on with readEvery=7: ./rank1 resume");
    runs.resume(path, List.of("epochs=2"), RunWatch.nobody());
    assertThatThrownBy(() -> runs.requireSame(SmallRuns.spec(reader, "epochs=1"), path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("another configuration");
  }

  @Test
  void otherDataHaveAnotherHash() throws IOException {
    Path first = folder.resolve("a");
    Path second = folder.resolve("b");
    runs.run(SmallRuns.spec(reader, "epochs=1"), first, RunWatch.nobody());
    runs.run(SmallRuns.spec(reader, "epochs=1", "dataset.seed=2"), second, RunWatch.nobody());
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(first.resolve("provenance.json").toFile()).at("/data/train/sha256"))
        .isNotEqualTo(
            json.readTree(second.resolve("provenance.json").toFile()).at("/data/train/sha256"));
  }

  @Test
  void aRunThatIsRefusedLeavesNoFolder() {
    Path path = folder.resolve("run");
    ExperimentSpec spec = SmallRuns.spec(reader, "hooks=compose-decompose", "epochs=1");
    assertThatThrownBy(() -> runs.run(spec, path, RunWatch.nobody()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("needs kernelEpochs + factorEpochs");
    assertThat(path).doesNotExist();
  }

  @Test
  void aSecondTrainingInTheProcessIsRefusedBeforeItHasAFolder() {
    Path second = folder.resolve("second");
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    Runnable other =
        () -> {
          Thread thread =
              new Thread(
                  () -> runs.run(SmallRuns.spec(reader, "epochs=1"), second, RunWatch.nobody()));
          thread.setUncaughtExceptionHandler((t, e) -> refusal.set(e));
          thread.start();
          joined(thread);
        };
    runs.run(SmallRuns.spec(reader, "epochs=1"), folder.resolve("first"), atFirstStep(other));
    assertThat(refusal.get())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("This process is already training");
    assertThat(second).doesNotExist();
    runs.run(SmallRuns.spec(reader, "epochs=1"), second, RunWatch.nobody());
  }

  @Test
  void anInterruptStopsTrainingWithinAStepAndKeepsWhatThereIs() throws Exception {
    Path path = folder.resolve("run");
    AtomicReference<Throwable> end = new AtomicReference<>();
    ExperimentSpec spec = SmallRuns.spec(reader, "epochs=200", "readEvery=1");
    Thread training =
        new Thread(
            () -> runs.run(spec, path, atFirstStep(() -> Thread.currentThread().interrupt())));
    training.setUncaughtExceptionHandler((t, e) -> end.set(e));
    training.start();
    joined(training);
    assertThat(end.get()).isInstanceOf(TrainingStopped.class).hasMessageContaining("at step 1,");
    assertThat(checkpoints(path)).hasSize(1);
    assertThat(Files.readString(path.resolve("metrics.jsonl"))).contains("\"start\"");
    TrialResult ended = runs.resume(path, List.of("epochs=1"), RunWatch.nobody());
    assertThat(ended.epochs()).hasSize(1);
  }

  @Test
  void aLossThatFlewOffIsSaid() {
    TrialResult result =
        runs.run(
            SmallRuns.spec(
                reader,
                "epochs=1",
                "optimizer=adagrad",
                "optimizer.learningRate=1e6",
                "schedule=constant"),
            folder.resolve("run"),
            RunWatch.nobody());
    assertThat(result.problem())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("nothing was learned"));
  }

  private static void joined(Thread thread) {
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(thread.isAlive()).isFalse();
  }

  private List<Path> checkpoints(Path run) {
    return new Checkpoints(
            new RunFolder(run).checkpoints(),
            new TrainingStateFile(product.get(SnapshotFile.class)))
        .newestFirst();
  }
}
