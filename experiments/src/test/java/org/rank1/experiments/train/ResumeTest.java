package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.io.InvalidInputException;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.SnapshotFile;
import org.rank1.plugin.Parts;

/** A run that was stopped goes on to the same bits. */
@TestInstance(Lifecycle.PER_CLASS) // one product for all
class ResumeTest {
  private final Product product = Product.assemble(ResumeTest.class.getClassLoader());
  private final ExperimentReader reader = new ExperimentReader(product.get(Parts.class));
  private final Runs runs = product.get(Runs.class);

  @TempDir Path folder;

  /** Stopped in the middle of the first epoch, at an epoch's last step, and in the last epoch. */
  private void check(ExperimentSpec spec) throws IOException {
    Path whole = folder.resolve("whole");
    TrialResult expected = runs.run(spec, whole, RunWatch.nobody());
    Path parts = folder.resolve("parts");
    assertThatThrownBy(() -> runs.run(spec, parts, SmallRuns.stoppingAfter(2)))
        .isInstanceOf(TrainingStopped.class);
    assertThatThrownBy(() -> runs.resume(parts, List.of(), SmallRuns.stoppingAfter(4)))
        .isInstanceOf(TrainingStopped.class);
    assertThatThrownBy(() -> runs.resume(parts, List.of(), SmallRuns.stoppingAfter(7)))
        .isInstanceOf(TrainingStopped.class);
    TrialResult actual = runs.resume(parts, List.of(), RunWatch.nobody());
    assertThat(parts.resolve("model.snapshot"))
        .hasSameBinaryContentAs(whole.resolve("model.snapshot"));
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("folder", "epochs.seconds")
        .isEqualTo(expected);
    assertThat(runs.result(parts)).isEqualTo(actual);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense",
        "rank1",
        "rank1-shared",
        "rank1-projected",
        "flattened",
        "compose-decompose"
      })
  void everyArmGoesOnToTheSameBits(String arm) throws IOException {
    check(SmallRuns.recipe(reader, arm, "epochs=3", "readEvery=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "momentum",
        "nesterov",
        "adam",
        "adamw",
        "rmsprop",
        "adagrad",
        "riemannian-sgd"
      })
  void everyOptimizerGoesOnToTheSameBits(String optimizer) throws IOException {
    check(
        SmallRuns.spec(
            reader,
            "epochs=3",
            "readEvery=1",
            "optimizer=" + optimizer,
            "optimizer.learningRate=0.01",
            "optimizer.clipNorm=1",
            "schedule=one-cycle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hooks=[{name: balance, when: step:4}]",
        "parameterization=dense projection=rank1-hopm projection.when=step:4",
        "architecture=rank1-paper-cifar dataset.channels=3 dataset.height=32 dataset.width=32",
        "parameterization=cp schedule.warmupSteps=5"
      })
  void hooksAndDropoutGoOnToTheSameBits(String settings) throws IOException {
    List<String> all = new ArrayList<>(List.of("epochs=3", "readEvery=1"));
    all.addAll(List.of(settings.split(" (?=[a-z.A-Z]+=)")));
    check(SmallRuns.spec(reader, all.toArray(String[]::new)));
  }

  @Test
  void fromEveryCheckpointTheSameBitsFollow() throws IOException {
    ExperimentSpec spec =
        SmallRuns.spec(reader, "epochs=2", "checkpoint=step:1", "keep=last:100", "hooks=balance");
    Path whole = folder.resolve("whole");
    runs.run(spec, whole, RunWatch.nobody());
    List<Path> checkpoints = checkpoints(whole);
    assertThat(checkpoints).hasSize(12);
    byte[] expected = Files.readAllBytes(whole.resolve("model.snapshot"));
    for (Path newest : checkpoints) {
      Files.delete(whole.resolve("result.json"));
      Files.move(newest, folder.resolve("later-" + newest.getFileName()));
      runs.resume(whole, List.of(), RunWatch.nobody());
      assertThat(whole.resolve("model.snapshot")).hasBinaryContent(expected);
      for (Path again : checkpoints(whole)) {
        if (again.getFileName().compareTo(newest.getFileName()) >= 0) {
          Files.move(again, folder.resolve("again-" + newest.getFileName() + again.getFileName()));
        }
      }
    }
  }

  @Test
  void aFinishedRunGoesOnWithMoreEpochsOnly() {
    Path path = folder.resolve("run");
    runs.run(SmallRuns.spec(reader, "epochs=1"), path, RunWatch.nobody());
    assertThatThrownBy(() -> runs.resume(path, List.of(), RunWatch.nobody()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is finished: 1 epochs of 1 are done");
    assertThatThrownBy(
            () -> runs.resume(path, List.of("epochs=2", "batchSize=8"), RunWatch.nobody()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nothing else; for epochs=2 batchSize=8 start another run");
    TrialResult further = runs.resume(path, List.of("epochs=2"), RunWatch.nobody());
    assertThat(further.epochs()).extracting(EpochResult::epoch).containsExactly(1, 2);
    assertThat(reader.read(path.resolve("config.yaml"), List.of()).settings().epochs())
        .isEqualTo(2);
  }

  @Test
  void aStoppedRunSaysWhatItIsAndCanBeLoaded() throws IOException {
    Path path = folder.resolve("run");
    ExperimentSpec spec = SmallRuns.spec(reader, "epochs=3", "readEvery=1");
    assertThatThrownBy(() -> runs.run(spec, path, SmallRuns.stoppingAfter(8)))
        .isInstanceOf(TrainingStopped.class)
        .hasMessageMatching(
            "Stopped at step 8, after epoch 1 of 3. `./rank1 resume .*` goes on from there; what"
                + " epoch 1 had learned can be exported.");
    NetworkSnapshot learned = runs.load(path);
    assertThat(learned.provenance().details())
        .containsEntry("unfinished", "step 6, epoch 1 of 3")
        .containsEntry("epochs", "1");
    assertThatThrownBy(() -> runs.result(path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not finished");
    assertThat(Files.readString(path.resolve("metrics.jsonl"))).endsWith("\n");
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    Path whole = folder.resolve("whole");
    Path path = folder.resolve("run");
    ExperimentSpec spec = SmallRuns.spec(reader, "epochs=3", "readEvery=1");
    runs.run(spec, whole, RunWatch.nobody());
    assertThatThrownBy(() -> runs.run(spec, path, SmallRuns.stoppingAfter(14)))
        .isInstanceOf(TrainingStopped.class);
    Path newest = checkpoints(path).get(0);
    Path state = newest.resolve("training.state");
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length / 2] ^= 1;
    Files.write(state, bytes);
    List<String> lines = new ArrayList<>();
    runs.resume(
        path,
        List.of(),
        new RunWatch(lines::add, RunWatch.nobody().observer(), new Cancellation()));
    assertThat(lines).anyMatch(line -> line.contains("does not match its SHA-256"));
    assertThat(path.resolve("model.snapshot"))
        .hasSameBinaryContentAs(whole.resolve("model.snapshot"));
  }

  private List<Path> checkpoints(Path run) {
    return new Checkpoints(
            new RunFolder(run).checkpoints(),
            new TrainingStateFile(product.get(SnapshotFile.class)))
        .newestFirst();
  }
}
