package org.rank1.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.io.InvalidInputException;
import org.rank1.provenance.Sha256;

@TestInstance(Lifecycle.PER_CLASS) // one reader for all
final class ExperimentYamlTest {
  /** Patterns, some of which YAML could take for something else. */
  private static final List<String> LAYERS = List.of("*", "true", "-", "block?.0/conv*");

  private final ExperimentReader reader = new ExperimentReader(FakeParts.all());

  @Test
  void everyOptionOfEveryPartIsSpelledOut() {
    assertThat(
            reader
                .read(
                    List.of(
                        "optimizer=sgd",
                        "optimizer.milestones=2,4",
                        "optimizer.groups=*/bias learningRate=0.2",
                        "output=runs/a",
                        "layers.conv1=dense",
                        "layers.*=rank1"))
                .toYaml())
        .isEqualTo(
            """
            seed: 42
            epochs: 5
            batchSize: 64
            device: auto
            threads: 0
            readEvery: 20
            checkpoint: epoch:1
            keep: last:2
            data: ''
            output: runs/a
            init:
              from: ''
              snapshot: ''
            dataset:
              name: fashion-mnist
              source: auto
              trainLimit: 0
              testLimit: 0
            architecture:
              name: vgg-small
              width: 1.0
              kernel: 3
              widths: []
            parameterization:
              name: rank1
            layers:
              conv1:
                name: dense
              '*':
                name: rank1
            optimizer:
              name: sgd
              clipNorm: 0.0
              frobeniusDecay: 0.0
              groups:
              - '*/bias learningRate=0.2'
              learningRate: 0.1
              momentum: 0.0
              nesterov: false
              decay: factors
              milestones:
              - 2
              - 4
            schedule:
              name: cosine
              warmupSteps: 0
              warmupEpochs: 0
              finalFactor: 0.0
            projection:
              name: none
              when: epoch:1
              optimizerState: keep
            hooks: []
            metrics:
            - name: jsonl
            - name: console
            """);
  }

  @Test
  void whatIsWrittenReadsBackToAnEqualSpec() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      ExperimentSpec spec = reader.read(randomOverrides(random));
      ExperimentSpec again = reader.parse(spec.toYaml(), "resolved", List.of());
      assertThat(again).isEqualTo(spec);
      assertThat(again.toYaml()).isEqualTo(spec.toYaml());
      assertThat(again.hash()).isEqualTo(spec.hash());
    }
  }

  private static List<String> randomOverrides(Random random) {
    List<String> overrides = new ArrayList<>();
    overrides.add("seed=" + random.nextLong());
    overrides.add("epochs=" + (1 + random.nextInt(1000)));
    if (random.nextBoolean()) {
      overrides.add("device=gpu:" + random.nextInt(8));
    }
    if (random.nextBoolean()) {
      overrides.add("optimizer=sgd");
      overrides.add(
          "optimizer.learningRate="
              + (random.nextDouble() + 1e-300) * Math.pow(10, random.nextInt(40) - 20));
      overrides.add(
          "optimizer.milestones="
              + (random.nextBoolean() ? "" : random.nextInt() + "," + random.nextInt()));
    } else {
      overrides.add(
          "optimizer.beta1=" + Double.longBitsToDouble(random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL));
    }
    overrides.add(
        "metrics=" + List.of("", "jsonl", "console", "console,jsonl").get(random.nextInt(4)));
    for (int i = random.nextInt(4); i > 0; i--) {
      overrides.add(
          "layers." + LAYERS.get(i) + "=" + List.of("dense", "rank1").get(random.nextInt(2)));
    }
    if (random.nextBoolean()) {
      overrides.add("init.from=runs/" + random.nextInt());
    }
    if (random.nextBoolean()) {
      overrides.add("init.snapshot=" + Sha256.of(new byte[] {(byte) random.nextInt()}));
    }
    overrides.add("projection=" + List.of("none", "rank1-hopm").get(random.nextInt(2)));
    overrides.add(
        "projection.when="
            + List.of("step:", "epoch:").get(random.nextInt(2))
            + (1 + random.nextInt(99)));
    overrides.add("projection.optimizerState=" + List.of("keep", "reset").get(random.nextInt(2)));
    overrides.add("schedule=" + List.of("constant", "cosine", "step").get(random.nextInt(3)));
    return overrides;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "42",
        "1e3",
        "null",
        "~",
        "- a",
        "a: b",
        "# no comment",
        "'quoted'",
        "\"",
        "{}",
        "[x, y]",
        "two\nlines",
        "trailing:",
        "tab\tinside",
        "ünïcödé 漢字 🙂",
        "&anchor",
        "*alias",
        "!tag",
        "%",
        "@",
        "`",
        "=",
        "<<",
        "0x10",
        "1_000",
        "yes",
        ".inf",
        "2001-01-01",
        "\u0007"
      })
  void textsThatYamlCouldTakeForSomethingElseSurvive(String text) {
    ExperimentSpec spec = reader.read(List.of("optimizer.note=" + text, "output=" + text));
    assertThat(spec.part(PartKey.OPTIMIZER).options()).containsEntry("note", text);
    assertThat(reader.parse(spec.toYaml(), "resolved", List.of())).isEqualTo(spec);
  }

  @Test
  void theHashIsOfWhatIsComputedNotOfWhereItRuns() {
    String hash = reader.read(List.of()).hash();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(
            reader
                .read(List.of("device=cpu", "threads=2", "data=/tmp", "output=runs/x", "metrics="))
                .hash())
        .isEqualTo(hash);
    for (String change :
        List.of(
            "seed=1",
            "epochs=6",
            "batchSize=32",
            "dataset=synthetic",
            "dataset.trainLimit=5",
            "architecture.width=2",
            "parameterization=dense",
            "optimizer=sgd",
            "optimizer.learningRate=0.002",
            "projection=rank1-hopm",
            "layers.conv1=dense",
            "layers.conv1={name: rank1}",
            "init.from=runs/a",
            "init.snapshot=" + "0".repeat(64),
            "projection.when=end",
            "projection.optimizerState=reset",
            "schedule=constant")) {
      assertThat(reader.read(List.of(change)).hash()).as(change).isNotEqualTo(hash);
    }
  }

  @Test
  void theHashIsOfTheSnapshotThatIsStartedFromNotOfItsFolder() {
    ExperimentSpec here = reader.read(List.of("init.from=runs/a"));
    ExperimentSpec there = reader.read(List.of("init.from=/mnt/b"));
    InitSettings pinned = here.init().pinned("a".repeat(64));
    assertThat(here.withInit(pinned).hash())
        .isEqualTo(there.withInit(there.init().pinned("a".repeat(64))).hash())
        .isNotEqualTo(there.withInit(there.init().pinned("b".repeat(64))).hash())
        .isNotEqualTo(here.hash());
    assertThat(here.withInit(pinned).toYaml()).contains("from: runs/a");
    assertThat(pinned.pinned("a".repeat(64))).isEqualTo(pinned);
    assertThat(pinned.fromFolder()).contains(Path.of("runs/a"));
    assertThat(new InitSettings().fromFolder()).isEmpty();
    assertThatThrownBy(() -> pinned.pinned("b".repeat(64)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "The snapshot of the run \"runs/a\" at init.from has SHA-256 %s, not %s as init.snapshot says.",
            "b".repeat(64), "a".repeat(64));
  }

  @Test
  void theHashKnowsTheOrderOfTheLayersRules() {
    assertThat(reader.read(List.of("layers.c*=dense", "layers.*1=rank1")).hash())
        .isNotEqualTo(reader.read(List.of("layers.*1=rank1", "layers.c*=dense")).hash());
  }

  @Test
  void aDefaultWrittenOutHashesLikeTheDefault() {
    assertThat(
            reader
                .read(List.of("optimizer.learningRate=1e-3", "epochs=5", "optimizer=adam"))
                .hash())
        .isEqualTo(reader.read(List.of()).hash());
  }
}
