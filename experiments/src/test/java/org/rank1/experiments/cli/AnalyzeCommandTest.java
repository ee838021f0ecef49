package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;

/** {@code analyze} on tiny trained runs and exported models. */
class AnalyzeCommandTest {
  @TempDir private static Path folder;
  private static String rank1;
  private static String dense;

  @BeforeAll
  static void train() {
    rank1 = trained("rank1");
    dense = trained("dense");
  }

  private static String trained(String parameterization) {
    Path run = folder.resolve(parameterization);
    CommandLineRun training =
        CommandLineRun.of(
            "train",
            "dataset=synthetic",
            "dataset.train=64",
            "dataset.test=24",
            "dataset.height=16",
            "dataset.width=16",
            "dataset.classes=4",
            "architecture=vgg-small",
            "architecture.width=0.25",
            "parameterization=" + parameterization,
            "epochs=1",
            "threads=1",
            "output=" + run,
            "--json");
    assertThat(training.code()).as(training.err()).isZero();
    return run.toString();
  }

  private static CommandLineRun analyze(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "analyze";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandLineRun.of(all);
  }

  private static JsonNode json(String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    CommandLineRun run = analyze(all);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().strip().lines()).hasSize(1);
    return run.json();
  }

  @Test
  void aRunIsShownLayerByLayerAndTheBoundHolds() throws IOException {
    JsonNode json = json(rank1, "--images", "5");
    assertThat(json.path("dataset").asText()).isEqualTo("synthetic");
    assertThat(json.path("images").asInt()).isEqualTo(5);
    assertThat(json.path("boundHolds").asBoolean()).isTrue();
    JsonNode layers = json.path("models").path(0).path("layers");
    assertThat(layers.size()).isGreaterThan(3);
    for (JsonNode layer : layers) {
      assertThat(layer.path("layer").asText()).startsWith("conv");
      assertThat(layer.path("form").asText()).isEqualTo("rank1");
      int filters = layer.path("kernelShape").path(0).asInt();
      JsonNode bound = layer.path("bound");
      assertThat(bound.path("rankOneFilters").asInt()).isEqualTo(filters);
      assertThat(bound.path("checked").asInt()).isEqualTo(5 * filters);
      assertThat(bound.path("violated").asInt()).isZero();
      assertThat(bound.path("largestRatio").asDouble()).isGreaterThan(0.01).isLessThanOrEqualTo(1);
      assertThat(bound.path("aboveRounding").asDouble()).isGreaterThan(0.1);
      assertThat(layer.path("kernel").path("channels").path("mostRank").asInt()).isEqualTo(1);
      assertThat(layer.path("kernel").path("axes")).hasSize(2);
      for (String maps : new String[] {"before", "after"}) {
        JsonNode spatial = layer.path(maps).path("spatial");
        assertThat(spatial.path("matrices").asInt()).isEqualTo(5 * filters);
        assertThat(spatial.path("relative").path(0).asDouble()).isEqualTo(1);
        assertThat(spatial.path("meanRank").asDouble()).isPositive();
      }
    }
    String page = Files.readString(Path.of(rank1, "analysis.html"));
    assertThat(json.path("page").asText()).isEqualTo(Path.of(rank1, "analysis.html").toString());
    assertThat(page)
        .contains("<h2>conv1</h2>", "<polyline", "holds", "before activation")
        .doesNotContain("<script", "http:", "https:", "src=", "NaN", "Infinity");
  }

  @Test
  void twoRunsStandSideBySideOnTheSameImages() throws IOException {
    Path page = folder.resolve("both.html");
    JsonNode json = json(rank1, "--against", dense, "--images", "3", "--output", page.toString());
    JsonNode models = json.path("models");
    assertThat(models).hasSize(2);
    JsonNode last = models.path(1).path("layers").path(2);
    assertThat(last.path("form").asText()).isEqualTo("dense");
    assertThat(last.path("bound").path("rankOneFilters").asInt()).isZero();
    assertThat(last.path("bound").path("combined").isNull()).isTrue();
    assertThat(last.path("kernel").path("axes").path(0).path("meanRank").asDouble())
        .isGreaterThan(1);
    assertThat(page).content().contains(rank1 + " against " + dense, rank1 + ": Z");

    CommandLineRun text = analyze(rank1, "--against", dense, "-o", page.toString());
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out().lines().toList().get(0)).startsWith("layer").contains("rank Z");
    assertThat(text.out().lines().toList().get(1)).startsWith("conv").contains(rank1, "holds");
    assertThat(text.out().lines().toList().get(2)).startsWith("conv").contains(dense, "dense");
    assertThat(text.out()).contains("Page: " + page);
  }

  @Test
  void exportedModelsOfAnyLoweringAndBatchAreShownNodeByNode() throws IOException {
    for (String[] options :
        new String[][] {{"composed", "1"}, {"chain", "dynamic"}, {"pointwise-depthwise", "2"}}) {
      Path file = folder.resolve(options[0] + ".onnx");
      CommandLineRun exported =
          CommandLineRun.of(
              "export", rank1, "-o", file.toString(), "--form", options[0], "--batch", options[1]);
      assertThat(exported.code()).as(exported.err()).isZero();
      JsonNode json = json(file.toString(), "--images", "3");
      assertThat(json.path("images").asInt()).isEqualTo(3);
      JsonNode layers = json.path("models").path(0).path("layers");
      // A folded batch norm names its convolution; inner stages and what reads them say the form.
      assertThat(layers.findValuesAsText("form"))
          .contains(options[0].equals("composed") ? "" : "rank1")
          .doesNotContain("dense");
      for (JsonNode layer : layers) {
        JsonNode bound = layer.path("bound");
        assertThat(bound.path("checked").asInt())
            .as("%s %s", options[0], layer.path("layer"))
            .isEqualTo(3 * bound.path("filters").asInt());
        assertThat(bound.path("violated").asInt()).isZero();
      }
      assertThat(folder.resolve(options[0] + "-analysis.html")).isNotEmptyFile();
    }
  }

  @Test
  void aModelWithoutMetadataNeedsTheNameOfADataSet() throws IOException {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("bare");
    graph.output(
        graph.relu(
            "relu",
            graph.conv(
                "conv",
                graph.input("x", TensorShape.of(1, 1, 28, 28)),
                FloatTensor.filled(List.of(2, 1, 3, 3), 0.5f),
                null,
                ConvGeometry.same2d(3))));
    Path bare = folder.resolve("bare.onnx");
    OnnxFile.write(graph.build(Map.of()), bare);
    assertRefused(
        "\"" + bare + "\" does not name the data set it was trained on; name one with --dataset.",
        bare.toString());
    JsonNode json = json(bare.toString(), "--dataset", "synthetic", "--images", "2");
    JsonNode layer = json.path("models").path(0).path("layers").path(0);
    assertThat(layer.path("form").asText()).isEmpty();
    assertThat(layer.path("after").path("value").asText()).isEqualTo("relu");
    assertThat(layer.path("before").path("filters").path("mostRank").asInt()).isEqualTo(1);
  }

  private static void assertRefused(String sentence, String... arguments) {
    CommandLineRun run = analyze(arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err().strip()).isEqualTo("rank1: " + sentence);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatCannotBeAnalyzedIsSaidInOneSentence() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertRefused(
        "There is no finished run in \"" + empty + "\": model.snapshot is missing.",
        empty.toString());
    assertRefused("There is no ONNX model \"nowhere.onnx\".", "nowhere.onnx");
    assertRefused("There is no ONNX model \"nowhere\".", rank1, "--against", "nowhere");
    assertRefused(
        "Illegal value \"0\" at --images, must be within [1, 10000].", rank1, "--images", "0");
    assertRefused(
        "Illegal value \"1.0\" at --threshold, must be within [1e-6, 1).",
        rank1,
        "--threshold",
        "1");
    OnnxGraphBuilder graph = new OnnxGraphBuilder("flat");
    graph.output(graph.relu("relu", graph.input("x", TensorShape.of(1, 1, 28, 28))));
    Path flat = folder.resolve("flat.onnx");
    OnnxFile.write(graph.build(Map.of()), flat);
    assertRefused(
        "\"" + flat + "\" has no convolution to analyze.",
        flat.toString(),
        "--dataset",
        "synthetic");
    Path other =
        TinyModels.export(
            TinyModels.convolutional("synthetic"),
            new ExportOptions(),
            folder.resolve("other.onnx"));
    assertRefused(
        "\"" + other + "\" takes inputs of 1×28×28, but images of \"synthetic\" are 1×16×16.",
        rank1,
        "--against",
        other.toString());
  }
}
