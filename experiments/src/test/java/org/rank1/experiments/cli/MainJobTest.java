package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, export, validate through the command line, on a tiny network. */
class MainJobTest {
  private static final String[] TRAIN = {
    "train",
    "dataset=synthetic",
    "dataset.train=96",
    "dataset.test=48",
    "dataset.height=16",
    "dataset.width=16",
    "dataset.classes=4",
    "architecture=vgg-small",
    "architecture.width=0.5",
    "batchSize=19",
    "epochs=2",
    "threads=1",
    "--json"
  };

  @TempDir static Path folder;
  private static Path run;
  private static JsonNode trained;

  @BeforeAll
  static void train() throws Exception {
    run = folder.resolve("run");
    trained = json(CommandLineRun.of(with(TRAIN, "output=" + run)));
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  private static JsonNode json(CommandLineRun run) throws Exception {
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().strip().lines()).hasSize(1);
    return new ObjectMapper().readTree(run.out());
  }

  private static Path export(String name, String... options) throws Exception {
    Path file = folder.resolve(name);
    json(
        CommandLineRun.of(
            with(
                new String[] {"export", run.toString(), "-o", file.toString(), "--json"},
                options)));
    return file;
  }

  private static JsonNode validate(Path reference, Path candidate, int code) throws Exception {
    CommandLineRun verdict =
        CommandLineRun.of(
            "validate",
            reference.toString(),
            candidate.toString(),
            "--json",
            "--images",
            "5",
            "--random",
            "4",
            "--seconds",
            "0.2");
    assertThat(verdict.code()).as(verdict.err()).isEqualTo(code);
    return new ObjectMapper().readTree(verdict.out());
  }

  @Test
  void aRunLeavesConfigurationMetricsSnapshotAndProvenance() throws Exception {
    assertThat(trained.path("epochs")).hasSize(2);
    assertThat(run.resolve("config.yaml")).content().contains("name: vgg-small", "epochs: 2");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .allMatch(line -> line.startsWith("{\"event\":"))
        .anyMatch(line -> line.contains("\"step\"") && line.contains("\"learningRate\":"))
        .filteredOn(line -> !line.contains("\"event\":\"step\""))
        .hasSize(4)
        .last(InstanceOfAssertFactories.STRING)
        .startsWith("{\"event\":\"end\",\"outcome\":\"finished\",");
    assertThat(run.resolve("provenance.json")).content().contains("\"seed\" : 42");
    assertThat(run.resolve("model.snapshot")).isNotEmptyFile();
  }

  @Test
  void theResolvedConfigurationReproducesTheRunBitForBit() throws Exception {
    Path again = folder.resolve("again");
    json(
        CommandLineRun.of(
            "train", run.resolve("config.yaml").toString(), "output=" + again, "--json"));
    assertThat(again.resolve("model.snapshot"))
        .hasSameBinaryContentAs(run.resolve("model.snapshot"));
  }

  @Test
  void everySplitIsEquivalentToTheComposedForm() throws Exception {
    Path composed = export("composed.onnx", "--form", "composed");
    for (String form : new String[] {"chain", "pointwise-depthwise"}) {
      for (String batch : new String[] {"1", "3", "dynamic"}) {
        Path split = export(form + batch + ".onnx", "--form", form, "--batch", batch);
        Path reference =
            batch.equals("3")
                ? export("composed3.onnx", "--form", "composed", "--batch", "3")
                : composed;
        JsonNode verdict = validate(reference, split, 0);
        assertThat(verdict.path("equivalent").asBoolean()).as(form + batch).isTrue();
        assertThat(verdict.path("worstErrorOverBound").asDouble()).isBetween(1e-3, 1.0);
      }
    }
  }

  @Test
  void whatAutoChoseIsWrittenDownAndReplayedToTheSameBytes() throws Exception {
    Path auto = folder.resolve("auto").resolve("split.onnx");
    Map<String, String> cache = Map.of("RANK1_CACHE_DIR", folder.resolve("cache").toString());
    JsonNode result =
        json(
            CommandLineRun.of(
                cache,
                with(
                    new String[] {"export", run.toString(), "-o", auto.toString()},
                    "--form",
                    "auto",
                    "--plan-seconds",
                    "0.02",
                    "--json")));
    Path plan = auto.resolveSibling("plan.json");
    assertThat(result.path("plan").asText()).isEqualTo(plan.toString());
    assertThat(plan).content().contains("\"lowering\"", "\"measuredMs\"", "ONNX Runtime");
    Path replayed = export("replayed.onnx", "--plan", plan.toString());
    assertThat(replayed).hasSameBinaryContentAs(auto);
    assertThat(validate(export("dense.onnx", "--form", "composed"), auto, 0).path("equivalent"))
        .isEqualTo(BooleanNode.TRUE);
    CommandLineRun both =
        CommandLineRun.of(
            "export", run.toString(), "-o", "x.onnx", "--plan", plan.toString(), "--form", "auto");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("not both");
    Path wrong = folder.resolve("wrong.json");
    Files.writeString(wrong, Files.readString(plan).replace("\"conv2\"", "\"conv9\""));
    CommandLineRun misfit =
        CommandLineRun.of("export", run.toString(), "-o", "x.onnx", "--plan", wrong.toString());
    assertThat(misfit.code()).isEqualTo(2);
    assertThat(misfit.err()).contains("does not fit network").hasLineCount(1);
    assertThat(Path.of("x.onnx")).doesNotExist();
  }

  @Test
  void anOutputThatCannotBeIsRefusedWithTheReason() throws Exception {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "taken");
    for (Path output : new Path[] {file.resolve("x.onnx"), folder}) {
      CommandLineRun wrong = CommandLineRun.of("export", run.toString(), "-o", output.toString());
      assertThat(wrong.code()).isEqualTo(2);
      assertThat(wrong.err())
          .hasLineCount(1)
          .contains("a f")
          .doesNotContain("null")
          .endsWith(".\n");
    }
    assertThat(file).hasContent("taken");
  }

  @Test
  void thePlanNeverTakesThePlaceOfTheModel() throws Exception {
    Path plan = folder.resolve("taken/plan.json");
    assertExportRefused("with --form auto this is the file of the choices", plan, "--form", "auto");
    assertThat(plan).doesNotExist();
    Files.createDirectories(plan);
    Path model = plan.resolveSibling("m.onnx");
    assertExportRefused("plan.json\": it is a folder.", model, "--form", "auto");
    assertThat(model).doesNotExist();
  }

  @Test
  void illegalValuesAreRefusedAlsoWhereNothingIsMeasured() {
    Path model = folder.resolve("illegal.onnx");
    assertExportRefused("Unknown lowering \"\"", model, "--form", "");
    assertExportRefused("Illegal value \"NaN\" at --plan-seconds", model, "--plan-seconds", "NaN");
    assertExportRefused("Illegal value \"0\" at --threads", model, "--threads", "0");
    assertExportRefused("--runtime", model, "--form", "chain", "--runtime", "opencv");
    assertThat(model).doesNotExist();
  }

  private static void assertExportRefused(String sentence, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("export", run.toString(), "-o", file.toString()));
    arguments.addAll(List.of(more));
    CommandLineRun wrong = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
    assertThat(wrong.err()).contains(sentence).hasLineCount(1);
  }

  @Test
  void tensorOrderIsForSignalsAndVideoOnly() throws Exception {
    assertThat(export("native.onnx", "--tensor-order", "native"))
        .hasSameBinaryContentAs(export("four.onnx"));
    CommandLineRun wrong =
        CommandLineRun.of("export", run.toString(), "-o", "x.onnx", "--tensor-order", "five");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--tensor-order", "five").hasLineCount(1);
  }

  @Test
  void anotherNetworkIsNotEquivalent() throws Exception {
    Path other = folder.resolve("other");
    json(CommandLineRun.of(with(TRAIN, "seed=43", "output=" + other)));
    Path file = folder.resolve("other.onnx");
    json(CommandLineRun.of("export", other.toString(), "-o", file.toString(), "--json"));
    JsonNode verdict = validate(export("mine.onnx"), file, 1);
    assertThat(verdict.path("equivalent").asBoolean()).isFalse();
    assertThat(verdict.path("equivalence").path("reason").asText()).contains("\"bn1\"");
  }

  @Test
  void aRunIsNeverOverwritten() throws Exception {
    byte[] before = Files.readAllBytes(run.resolve("model.snapshot"));
    CommandLineRun second = CommandLineRun.of(with(TRAIN, "seed=1", "output=" + run));
    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err()).contains("There is already a run in");
    assertThat(Files.readAllBytes(run.resolve("model.snapshot"))).isEqualTo(before);
  }

  @Test
  void aRunToGoOnWithIsNamed() {
    CommandLineRun nameless = CommandLineRun.of(with(TRAIN, "--resume"));
    assertThat(nameless.code()).isEqualTo(2);
    assertThat(nameless.err()).contains("--resume", "output=DIR").hasLineCount(1);
  }

  @Test
  void whatPrintsTextIsNotAskedForJson() {
    for (String[] text : new String[][] {{"train", "--help-options"}, {"plugins", "--markdown"}}) {
      CommandLineRun both = CommandLineRun.of(text[0], text[1], "--json");
      assertThat(both.code()).isEqualTo(2);
      assertThat(both.err()).contains(text[1], "--json").hasLineCount(1);
      assertThat(both.out()).isEmpty();
    }
  }

  @Test
  void severalSeedsGiveMeanAndSpread() throws Exception {
    Path runs = folder.resolve("seeds");
    JsonNode result = json(CommandLineRun.of(with(TRAIN, "--seeds", "42,7", "output=" + runs)));
    assertThat(result.path("runs")).hasSize(2);
    double first = result.path("runs").get(0).path("accuracy").asDouble();
    double second = result.path("runs").get(1).path("accuracy").asDouble();
    assertThat(result.path("accuracy").path("mean").asDouble())
        .isCloseTo((first + second) / 2, within(1e-12));
    assertThat(result.path("accuracy").path("standardDeviation").asDouble())
        .isCloseTo(Math.abs(first - second) / Math.sqrt(2), within(1e-12));
    assertThat(runs.resolve("seed-42/provenance.json")).content().contains("\"seed\" : 42");
    assertThat(runs.resolve("seed-7/config.yaml")).content().contains("seed: 7\n");
    CommandLineRun again = CommandLineRun.of(with(TRAIN, "--seeds", "3,7", "output=" + runs));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("There is already a run in");
    assertThat(runs.resolve("seed-3")).doesNotExist();
    assertThat(CommandLineRun.of(with(TRAIN, "--seeds", "3,3")).err())
        .contains("A seed stands twice at --seeds [3, 3].");
  }

  @Test
  void aDivergingRunSaysWhereAndWhichWeights() {
    CommandLineRun diverged =
        CommandLineRun.of(
            with(
                TRAIN,
                "optimizer=sgd",
                "optimizer.learningRate=1e30",
                "schedule=constant",
                "output=" + folder.resolve("diverged")));
    assertThat(diverged.code()).isEqualTo(1);
    assertThat(diverged.err()).contains("The loss became", "in epoch 1 at step", "not finite");
  }

  @Test
  void partsAreListedWithOptionsAndOrigin() throws Exception {
    JsonNode parts = json(CommandLineRun.of("plugins", "--json")).path("parts");
    assertThat(parts.findValuesAsText("name"))
        .contains("rank1", "dense", "adam", "cosine", "fashion-mnist", "vgg-small", "jsonl");
    assertThat(parts.get(0).path("origin").asText()).isNotEmpty();
    for (JsonNode part : parts) {
      if (part.path("socket").asText().equals("OptimizerFactory")) {
        assertThat(part.path("common").path("clipNorm").asDouble(-1)).isZero();
      }
    }
  }

  @Test
  void trainsWithGroupsOfParametersWarmUpAndHooks() throws Exception {
    JsonNode result =
        json(
            CommandLineRun.of(
                with(
                    TRAIN,
                    "output=" + folder.resolve("riemannian"),
                    "optimizer=riemannian-sgd",
                    "optimizer.learningRate=0.02",
                    "optimizer.clipNorm=5",
                    "optimizer.frobeniusDecay=0.001",
                    "optimizer.groups=*/bias rateFactor=0.5, */gamma learningRate=0.05",
                    "schedule=one-cycle",
                    "schedule.warmupSteps=3",
                    "hooks=[{name: balance, when: step:2}]")));
    assertThat(result.get("epochs").get(1).get("trainLoss").asDouble())
        .isLessThan(result.get("epochs").get(0).get("trainLoss").asDouble());
  }

  @Test
  void aPatternThatMatchesNoParameterIsRefusedAndLeavesNoFolder() {
    Path output = folder.resolve("refused");
    CommandLineRun refused =
        CommandLineRun.of(with(TRAIN, "output=" + output, "optimizer.groups=*/biass rateFactor=2"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("The pattern \"*/biass\" at optimizer.groups matches no parameter");
    assertThat(output).doesNotExist();
  }
}
