package org.rank1.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.schedule.CosineSchedule;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.schedule.Schedule;
import org.rank1.schedule.WarmupOptions;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.ProjectOptions;

@TestInstance(Lifecycle.PER_CLASS) // one reader for all
final class ExperimentReaderTest {
  private final ExperimentReader reader = new ExperimentReader(FakeParts.all());

  @Test
  void withoutAnythingWrittenTheDefaultsHold() {
    ExperimentSpec spec = reader.read(List.of());
    assertThat(spec.settings())
        .isEqualTo(new RunSettings(42, 5, 64, "auto", 0, 20, "epoch:1", "last:2", "", ""));
    assertThat(spec.part(PartKey.DATASET).name()).isEqualTo("fashion-mnist");
    assertThat(spec.part(PartKey.ARCHITECTURE).name()).isEqualTo("vgg-small");
    assertThat(spec.part(PartKey.PARAMETERIZATION).name()).isEqualTo("rank1");
    assertThat(spec.part(PartKey.SCHEDULE).name()).isEqualTo("cosine");
    assertThat(spec.part(PartKey.PROJECTION).name()).isEqualTo("none");
    assertThat(spec.part(PartKey.OPTIMIZER))
        .isEqualTo(
            new PartSpec(
                "adam",
                Map.of("learningRate", 0.001, "beta1", 0.9, "note", ""),
                Map.of("clipNorm", 0.0, "frobeniusDecay", 0.0, "groups", List.of())));
    assertThat(spec.parts(PartKey.HOOKS)).isEmpty();
    assertThat(spec.parts(PartKey.METRICS))
        .extracting(PartSpec::name)
        .containsExactly("jsonl", "console");
  }

  @Test
  void anEmptyFileGivesTheDefaults() {
    for (String nothing : List.of("", "\n", "# only a comment\n", "---\n")) {
      assertThat(reader.parse(nothing, "f", List.of())).isEqualTo(reader.read(List.of()));
    }
  }

  @Test
  void aPartsNameAloneIsItsShortForm() {
    ExperimentSpec spec = reader.read(List.of("optimizer.name=sgd"));
    assertThat(reader.read(List.of("optimizer=sgd"))).isEqualTo(spec);
    assertThat(reader.parse("optimizer: sgd", "f", List.of())).isEqualTo(spec);
    assertThat(reader.parse("optimizer:\n  name: sgd", "f", List.of())).isEqualTo(spec);
  }

  @Test
  void optionsWithoutANameBelongToTheDefaultPart() {
    assertThat(reader.read(List.of("optimizer.learningRate=0.5")).part(PartKey.OPTIMIZER))
        .isEqualTo(
            reader.parse("optimizer: {learningRate: 0.5}", "f", List.of()).part(PartKey.OPTIMIZER))
        .satisfies(part -> assertThat(part.name()).isEqualTo("adam"))
        .satisfies(part -> assertThat(part.options()).containsEntry("learningRate", 0.5));
  }

  @Test
  void theCommandLineWinsOverTheFile() {
    ExperimentSpec spec =
        reader.parse(
            "epochs: 7\nseed: 3\noptimizer: {name: sgd, learningRate: 0.5, momentum: 0.9}",
            "f",
            List.of("epochs=9", "optimizer.learningRate=0.25"));
    assertThat(spec.settings().epochs()).isEqualTo(9);
    assertThat(spec.settings().seed()).isEqualTo(3);
    assertThat(spec.part(PartKey.OPTIMIZER).options())
        .containsEntry("learningRate", 0.25)
        .containsEntry("momentum", 0.9);
  }

  @Test
  void anotherNameOnTheCommandLineDropsTheOptionsOfTheFilesPart() {
    String file = "optimizer: {name: sgd, learningRate: 0.5, momentum: 0.9}";
    assertThat(reader.parse(file, "f", List.of("optimizer=adam")).part(PartKey.OPTIMIZER))
        .isEqualTo(reader.read(List.of("optimizer=adam")).part(PartKey.OPTIMIZER));
    // options without a name in the file are those of the default part
    assertThat(
            reader
                .parse("optimizer: {beta1: 0.8}", "f", List.of("optimizer=sgd"))
                .part(PartKey.OPTIMIZER))
        .isEqualTo(reader.read(List.of("optimizer=sgd")).part(PartKey.OPTIMIZER));
    assertThatThrownBy(
            () -> reader.parse(file, "f", List.of("optimizer=adam", "optimizer.momentum=0")))
        .hasMessageStartingWith("Unknown option \"momentum\"");
  }

  @Test
  void theSameNameOnTheCommandLineKeepsTheFilesOptions() {
    String file = "optimizer: {name: sgd, momentum: 0.9}";
    assertThat(reader.parse(file, "f", List.of("optimizer=sgd")))
        .isEqualTo(reader.parse(file, "f", List.of()));
    assertThat(reader.parse("optimizer: {beta1: 0.8}", "f", List.of("optimizer=adam")))
        .isEqualTo(reader.parse("optimizer: {beta1: 0.8}", "f", List.of()));
  }

  @Test
  void everyPartOfAKeyTakesTheOptionsOfTheKey() {
    ExperimentSpec spec =
        reader.read(
            List.of("projection=rank1-hopm", "projection.when=step:5", "projection.iterations=3"));
    assertThat(spec.part(PartKey.PROJECTION))
        .isEqualTo(
            new PartSpec(
                "rank1-hopm",
                Map.of("iterations", 3),
                Map.of("when", "step:5", "optimizerState", "keep")));
    assertThat(spec.common(PartKey.PROJECTION, ProjectOptions.class))
        .isEqualTo(new ProjectOptions("step:5", ProjectOptions.OptimizerState.KEEP));
    assertThat(
            reader
                .read(List.of("projection.optimizerState=reset"))
                .common(PartKey.PROJECTION, ProjectOptions.class))
        .isEqualTo(new ProjectOptions("epoch:1", ProjectOptions.OptimizerState.RESET));
    assertThatThrownBy(() -> spec.common(PartKey.OPTIMIZER, ProjectOptions.class))
        .hasMessage("illegal options ProjectOptions of key optimizer, must be OptimizerOptions");
  }

  @Test
  void hooksAreNamesOrNamesAndOptionsInAFileAndOnTheCommandLine() {
    ExperimentSpec none = reader.read(List.of());
    assertThat(none.createAll(PartKey.HOOKS, FakeParts.all())).isEmpty();
    ExperimentSpec named = reader.read(List.of("hooks=balance"));
    assertThat(named.parts(PartKey.HOOKS))
        .containsExactly(new PartSpec("balance", Map.of("when", "epoch:1")));
    assertThat(named.createAll(PartKey.HOOKS, FakeParts.all())).hasSize(1);
    ExperimentSpec file = reader.parse("hooks: [{name: balance, when: step:10}]", "f", List.of());
    assertThat(file.parts(PartKey.HOOKS))
        .containsExactly(new PartSpec("balance", Map.of("when", "step:10")));
    assertThat(reader.read(List.of("hooks=[{name: balance, when: step:10}]"))).isEqualTo(file);
    assertThat(reader.parse(file.toYaml(), "f", List.of())).isEqualTo(file);
    assertThat(file.hash()).isNotEqualTo(none.hash());
    assertThat(reader.parse("hooks: [balance]", "f", List.of("hooks=[]"))).isEqualTo(none);
  }

  @Test
  void groupsOfParametersAreAListInAFileAndOnTheCommandLine() {
    ExperimentSpec file =
        reader.parse(
            "optimizer: {groups: ['*/bias learningRate=0.5', 'conv1/* rateFactor=0.1'], clipNorm: 2}",
            "f",
            List.of());
    assertThat(file.common(PartKey.OPTIMIZER, OptimizerOptions.class))
        .isEqualTo(
            new OptimizerOptions(
                2, 0, List.of("*/bias learningRate=0.5", "conv1/* rateFactor=0.1")));
    assertThat(
            reader.read(
                List.of(
                    "optimizer.groups=*/bias learningRate=0.5, conv1/* rateFactor=0.1",
                    "optimizer.clipNorm=2")))
        .isEqualTo(file);
    assertThat(reader.parse(file.toYaml(), "f", List.of())).isEqualTo(file);
  }

  @Test
  void everyScheduleTakesAWarmUp() {
    ExperimentSpec spec = reader.read(List.of("schedule=step", "schedule.warmupSteps=3"));
    assertThat(spec.common(PartKey.SCHEDULE, WarmupOptions.class))
        .isEqualTo(new WarmupOptions(3, 0));
    assertThat(spec.part(PartKey.SCHEDULE).options()).doesNotContainKey("warmupSteps");
  }

  @Test
  void aPartIsMadeWithOtherOptionsThanTheExperiments() {
    ExperimentSpec spec = reader.read(List.of("optimizer=sgd", "optimizer.momentum=0.5"));
    spec.create(
        PartKey.OPTIMIZER, Map.of("learningRate", "3"), "optimizer.groups", FakeParts.all());
    assertThatThrownBy(
            () ->
                spec.create(
                    PartKey.OPTIMIZER,
                    Map.of("nesterov", "true", "momentum", "0"),
                    "optimizer.groups",
                    FakeParts.all()))
        .hasMessage("Illegal nesterov true without momentum (at optimizer.groups).");
    assertThatThrownBy(
            () ->
                spec.create(
                    PartKey.OPTIMIZER, Map.of("momentm", "0"), "optimizer.groups", FakeParts.all()))
        .hasMessageStartingWith("Unknown option \"momentm\" at optimizer.groups.momentm.");
  }

  @Test
  void anotherNameOnTheCommandLineKeepsTheOptionsOfTheKey() {
    String file = "projection: {name: rank1-hopm, iterations: 3, when: end}";
    assertThat(reader.parse(file, "f", List.of("projection=none")).part(PartKey.PROJECTION))
        .isEqualTo(new PartSpec("none", Map.of(), Map.of("when", "end", "optimizerState", "keep")));
  }

  @Test
  void anOptionNamedLikeOneOfTheKeyIsTheFaultOfThePart() {
    record Greedy(String when) {
      @SuppressWarnings("unused") // made by reflection
      Greedy() {
        this("");
      }
    }
    ExperimentReader greedy =
        new ExperimentReader(
            FakeParts.with(
                new Rank1Plugin("greedy", "1") {
                  @Override
                  protected void configure() {
                    part(
                        KernelProjection.class,
                        "greedy",
                        PartFactory.of(
                            Greedy.class,
                            o -> {
                              throw new UnsupportedOperationException();
                            }));
                  }
                }));
    assertThatThrownBy(() -> greedy.read(List.of("projection=greedy")))
        .isInstanceOf(LinkageError.class)
        .hasMessageStartingWith("Options must not have an option \"when\"");
  }

  @Test
  void theOrderOfTheCommandLineDoesNotMatter() {
    assertThat(reader.read(List.of("optimizer.momentum=0.5", "seed=1", "optimizer=sgd")))
        .isEqualTo(reader.read(List.of("optimizer=sgd", "optimizer.momentum=0.5", "seed=1")));
  }

  @Test
  void optionsOfEveryTypeAreRead() {
    Map<String, Object> options =
        reader
            .read(
                List.of(
                    "optimizer=sgd",
                    "optimizer.learningRate=1e-2",
                    "optimizer.momentum=0.9",
                    "optimizer.nesterov=true",
                    "optimizer.decay=composed-kernel",
                    "optimizer.milestones=3,5"))
            .part(PartKey.OPTIMIZER)
            .options();
    assertThat(options)
        .containsExactly(
            Map.entry("learningRate", 0.01),
            Map.entry("momentum", 0.9),
            Map.entry("nesterov", true),
            Map.entry("decay", "composed-kernel"),
            Map.entry("milestones", List.of(3, 5)));
    assertThat(
            reader
                .parse(
                    """
                    optimizer:
                      name: sgd
                      learningRate: 1e-2
                      momentum: 0.9
                      nesterov: true
                      decay: composed-kernel
                      milestones:
                      - 3
                      - 5
                    """,
                    "f",
                    List.of())
                .part(PartKey.OPTIMIZER)
                .options())
        .isEqualTo(options);
  }

  @Test
  void optionsThatAreOnlyIllegalTogetherBlameThePart() {
    assertThatThrownBy(
            () ->
                reader.parse(
                    "optimizer:\n  name: sgd\n  momentum: 0\n  nesterov: true\n", "f", List.of()))
        .hasMessageStartingWith("Illegal nesterov true without momentum (at optimizer");
    // and legal together though one alone is not
    assertThat(
            reader
                .parse("optimizer: {name: sgd, nesterov: true, momentum: 0.5}", "f", List.of())
                .part(PartKey.OPTIMIZER)
                .options())
        .containsEntry("nesterov", true);
  }

  @Test
  void listsOfPartsMayBeReplacedEmptiedOrGivenOptions() {
    assertThat(reader.read(List.of("metrics=console")).parts(PartKey.METRICS))
        .extracting(PartSpec::name)
        .containsExactly("console");
    assertThat(reader.read(List.of("metrics=")).parts(PartKey.METRICS)).isEmpty();
    assertThat(reader.read(List.of("metrics=[]")).parts(PartKey.METRICS)).isEmpty();
    assertThat(reader.parse("metrics: []", "f", List.of()).parts(PartKey.METRICS)).isEmpty();
    assertThat(
            reader
                .parse("metrics:\n- console\n- name: jsonl\n", "f", List.of())
                .parts(PartKey.METRICS))
        .extracting(PartSpec::name)
        .containsExactly("console", "jsonl");
    assertThat(
            reader
                .parse("metrics: [console]", "f", List.of("metrics=[jsonl]"))
                .parts(PartKey.METRICS))
        .extracting(PartSpec::name)
        .containsExactly("jsonl");
    assertThatThrownBy(() -> reader.parse("metrics:\n- file: x\n", "f", List.of()))
        .hasMessage(
            "Illegal value \"{file=x}\" at metrics[0] in line 2 of f, must be a part with a name.");
  }

  @Test
  void partsAreMadeFromWhatWasRead() {
    ExperimentSpec spec = reader.read(List.of("schedule.finalFactor=0.25"));
    Schedule schedule = spec.create(PartKey.SCHEDULE, FakeParts.all());
    assertThat(schedule).isEqualTo(new CosineSchedule(0.25));
    assertThat(spec.createAll(PartKey.METRICS, FakeParts.all())).hasSize(2);
  }

  @Test
  void yamlThatWouldBlowUpIsRefused() {
    String laughs =
        """
        a: &a [x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: [*c, *c, *c, *c, *c, *c, *c, *c, *c]
        """;
    refused(laughs, "\"f\" is not YAML");
    refused("epochs: &e [*e]\n", "Illegal value at epochs");
    refused("epochs: " + "[".repeat(100_000), "\"f\" is not YAML");
    refused("epochs: \u0001\n", "\"f\" is not YAML");
    refused("epochs: 1\n---\nepochs: 2\n", "\"f\" is not YAML in line 2");
    refused("? [a]\n: b\n", "Illegal key in line 1 of f, must be a text.");
    refused("epochs: !!javax.script.ScriptEngineManager []\n", "\"f\" is not YAML in line 1");
  }

  private void refused(String yaml, String start) {
    assertThatThrownBy(() -> reader.parse(yaml, "f", List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(start);
  }

  @Test
  void filesAreReadAndNamedInErrors(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    assertThatThrownBy(() -> reader.read(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("There is no configuration \"%s\".", file);
    Files.writeString(file, "epochs: 3\n");
    assertThat(reader.read(file, List.of("seed=7")).settings().epochs()).isEqualTo(3);
    Files.writeString(file, "\nepochs: x\n");
    assertThatThrownBy(() -> reader.read(file, List.of()))
        .hasMessage("Illegal value \"x\" at epochs in line 2 of %s, must be a whole number.", file);
    Files.write(file, new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> reader.read(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("The configuration \"%s\" is not text in UTF-8.", file);
    Files.write(file, new byte[YamlText.LONGEST + 1]);
    assertThatThrownBy(() -> reader.read(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("The configuration \"%s\" is longer than 1048576 bytes.", file);
  }
}
