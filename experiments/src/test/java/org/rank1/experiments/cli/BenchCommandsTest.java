package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.RandomSnapshot;

/** Measurements on tiny networks: what they report, never how fast. */
class BenchCommandsTest {
  @TempDir Path folder;

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.of(
        Map.of("RANK1_CACHE_DIR", folder.resolve("cache").toString()), arguments);
  }

  private CommandLineRun inference(String... more) {
    String[] all =
        Stream.concat(
                Stream.of(
                    "bench",
                    "inference",
                    "--network",
                    "vgg-small",
                    "--input",
                    "3x16x16",
                    "--classes",
                    "10",
                    "--rounds",
                    "2",
                    "--seconds",
                    "0.05",
                    "--plan-seconds",
                    "0.02"),
                Stream.of(more))
            .toArray(String[]::new);
    return run(all);
  }

  @Test
  void aNetworkIsMeasuredWholeAndLayerByLayer() throws Exception {
    CommandLineRun bench = inference("--form", "chain", "--json");
    assertThat(bench.code()).as(bench.err()).isZero();
    JsonNode json = bench.json();
    assertThat(json.path("network").asText()).isEqualTo("vgg-small");
    assertThat(json.path("rounds").asInt()).isEqualTo(2);
    for (String figure : new String[] {"denseMs", "splitMs", "speedup", "peakGflops", "limitMs"}) {
      assertThat(json.path(figure).asDouble()).as(figure).isPositive();
    }
    assertThat(json.path("fractionOfLimit").asDouble())
        .isCloseTo(json.path("limitMs").asDouble() / json.path("splitMs").asDouble(), within(1e-9));
    assertThat(json.path("macRatio").asDouble()).isBetween(4.0, 9.0);
    assertThat(json.path("layers")).hasSize(7);
    long macs = 0;
    for (JsonNode layer : json.path("layers")) {
      assertThat(layer.path("ms").asDouble()).isPositive();
      assertThat(layer.path("denseMs").asDouble()).isPositive();
      assertThat(layer.path("kernel").asText()).isNotEmpty();
      macs += layer.path("macs").asLong();
    }
    assertThat(macs).isEqualTo(json.path("splitMacs").asLong());
    JsonNode second = json.path("layers").get(1);
    assertThat(second.path("name").asText()).isEqualTo("conv2");
    assertThat(second.path("form").asText()).isEqualTo("chain");
    assertThat(second.path("kernel").asText()).contains("Conv").endsWith("+Relu");
    assertThat(second.path("kernel").asText().split(", ")).hasSize(3);
    assertThat(second.path("denseKernel").asText().split(", ")).hasSize(1);
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void videoIsMeasuredOnFourAxesAgainstItsOwn() throws Exception {
    CommandLineRun bench =
        run(
            "bench",
            "inference",
            "--network",
            "video-small",
            "--input",
            "2x4x16x16",
            "--classes",
            "4",
            "--form",
            "pointwise-time-space",
            "--seconds",
            "0.05",
            "--rounds",
            "2",
            "--json");
    assertThat(bench.code()).as(bench.err()).isZero();
    JsonNode four = bench.json().path("fourAxes");
    for (String figure : new String[] {"ms", "nativeDenseMs", "nativeSplitMs", "overNativeSplit"}) {
      assertThat(four.path(figure).asDouble()).as(figure).isPositive();
    }
    assertThat(bench.json().path("layers").get(1).path("kernel").asText()).contains("Reshape");
  }

  @Test
  void autoMeasuresOnceAndKeepsWhatItLearned() throws Exception {
    CommandLineRun bench = inference();
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.err()).contains("measuring layer 1 of");
    assertThat(bench.out()).contains("vgg-small at 3×16×16", "best dense 3×3 convolution");
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertThat(files).hasSize(1);
    }
    assertThat(inference().err()).doesNotContain("measuring layer");
  }

  @Test
  void layersAreMeasuredOneByOneIntoATable() throws Exception {
    Path table = folder.resolve("layers.md");
    CommandLineRun bench =
        run(
            "bench",
            "layers",
            "--first",
            "2",
            "--seconds",
            "0.01",
            "--threads",
            "1,2",
            "--out",
            table.toString(),
            "--json");
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.json().path("layers")).hasSize(4);
    assertThat(bench.json().path("layers").get(0).path("layer").asText())
        .isEqualTo("64→64 1×1 at 56×56");
    assertThat(bench.json().path("worstRatio").asDouble()).isPositive();
    assertThat(Files.readAllLines(table))
        .hasSize(8)
        .contains("|---|---:|---|---:|---:|---:|---|---:|---:|");
  }

  @Test
  void aLayerThatIsTooSlowFailsTheCheck() {
    CommandLineRun bench =
        run(
            "bench",
            "layers",
            "--first",
            "1",
            "--seconds",
            "0.01",
            "--threads",
            "1",
            "--min-ratio",
            "1000");
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.out()).contains("1 layers: geometric mean");
  }

  private Path export(String name, String lowering) throws Exception {
    Path file = folder.resolve(name);
    new OnnxExporter()
        .export(
            RandomSnapshot.of(
                new NetworkBuilder("small", FeatureShape.of(8, 9, 9), new Rank1Form())
                    .conv("conv", 16, ConvGeometry.same2d(3), true)
                    .relu("relu")
                    .build(),
                1),
            new ExportOptions().withLowering(lowering),
            file);
    return file;
  }

  @Test
  void aFileIsMeasuredAgainstAnotherOne() throws Exception {
    CommandLineRun bench =
        run(
            "bench",
            "inference",
            export("split.onnx", "chain").toString(),
            "--against",
            export("dense.onnx", "composed").toString(),
            "--rounds",
            "2",
            "--seconds",
            "0.05",
            "--json");
    assertThat(bench.code()).as(bench.err()).isZero();
    JsonNode json = bench.json();
    assertThat(json.path("models")).hasSize(2);
    assertThat(json.path("models").get(0).path("name").asText()).contains("against", "dense.onnx");
    assertThat(json.path("models").get(1).path("name").asText()).contains("split.onnx");
    assertThat(json.path("speedup").asDouble()).isPositive();
    assertThat(json.path("nodes").findValuesAsText("kernel"))
        .anyMatch(kernel -> kernel.endsWith("Conv+Relu"));
  }

  @Test
  void aRuntimeThatCannotBeTracedSaysNothingOfItsLayout() throws Exception {
    CommandLineRun bench =
        run(
            "bench",
            "inference",
            export("split.onnx", "chain").toString(),
            "--runtime",
            "opencv",
            "--rounds",
            "2",
            "--seconds",
            "0.05");
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.out()).contains("OpenCV").doesNotContain("blocked nodes", "reorders");
  }

  @Test
  void hostileFilesAreRefusedWithOneSentence() throws Exception {
    byte[] good = Files.readAllBytes(export("good.onnx", "chain"));
    Path file = folder.resolve("hostile.onnx");
    List<byte[]> hostile = new ArrayList<>(List.of(new byte[0], new byte[] {8, 8, 58, -1, -1, 15}));
    for (int length = 1; length < good.length - 1; length += good.length / 9) {
      hostile.add(Arrays.copyOf(good, length));
    }
    for (byte[] bytes : hostile) {
      Files.write(file, bytes);
      CommandLineRun bench = run("bench", "inference", file.toString());
      assertThat(bench.code()).as(bench.err()).isEqualTo(2);
      assertThat(bench.out()).isEmpty();
      assertThat(bench.err()).contains("hostile.onnx").doesNotContain("\tat ");
      assertThat(bench.err().strip().lines()).hasSize(1);
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("Missing benchmark. Available: ", "bench"),
        mistake("Give --network NAME, or MODEL.onnx", "bench", "inference"),
        mistake("not both", "bench", "inference", "model.onnx", "--network", "vgg16"),
        mistake(
            "--form and --plan are for --network",
            "bench",
            "inference",
            "missing.onnx",
            "--plan",
            "plan.json"),
        mistake("There is no ONNX model \"missing.onnx\"", "bench", "inference", "missing.onnx"),
        mistake(
            "The runtime \"onnxruntime-cuda\" cannot be used: ",
            "bench",
            "inference",
            "--network",
            "vgg-small",
            "--runtime",
            "onnxruntime-cuda"),
        mistake(
            "has no such option",
            "bench",
            "inference",
            "--network",
            "vgg-small",
            "--runtime",
            "onnxruntime-cuda",
            "--threads",
            "2"),
        mistake("Did you mean \"vgg16\"", "bench", "inference", "--network", "vgg-16"),
        mistake("at --input", "bench", "inference", "--network", "vgg16", "--input", "3x"),
        mistake("at --input", "bench", "inference", "--network", "vgg16", "--input", "0x8x8"),
        mistake(
            "at --input", "bench", "inference", "--network", "vgg16", "--input", "3x99999999999x1"),
        mistake(
            "cannot be built for an input of 3×4×4",
            "bench",
            "inference",
            "--network",
            "vgg16",
            "--input",
            "3x4x4"),
        mistake(
            "must be within [1, 1024]",
            "bench",
            "inference",
            "--network",
            "vgg16",
            "--threads",
            "0"),
        mistake(
            "Illegal value \"-3\" at --rounds, must be within [0, 1000]",
            "bench",
            "inference",
            "--network",
            "vgg16",
            "--rounds",
            "-3"),
        mistake(
            "Unknown runtime \"onnx\"",
            "bench",
            "inference",
            "--network",
            "vgg16",
            "--runtime",
            "onnx"),
        mistake(
            "Unknown lowering \"fast\"",
            "bench",
            "inference",
            "--network",
            "vgg-small",
            "--form",
            "fast"),
        mistake(
            "There is no plan \"nowhere.json\"",
            "bench",
            "inference",
            "--network",
            "vgg-small",
            "--plan",
            "nowhere.json"),
        mistake("at --first", "bench", "layers", "--first", "0"),
        mistake(
            "Illegal value \"0.0\" at --seconds, must be within (0, 3600].",
            "bench",
            "layers",
            "--seconds",
            "0"),
        mistake(
            "Illegal value \"0\" at --threads, must be within [1, 1024].",
            "bench",
            "layers",
            "--threads",
            "0"));
  }

  private static Arguments mistake(String sentence, String... arguments) {
    return Arguments.of(sentence, arguments);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesGetOneSentenceAndExitCode2(String sentence, String[] arguments) {
    CommandLineRun bench = run(arguments);
    assertThat(bench.code()).as(bench.err()).isEqualTo(2);
    assertThat(bench.out()).isEmpty();
    assertThat(bench.err()).startsWith("rank1: ").containsIgnoringCase(sentence);
    assertThat(bench.err().strip().lines()).hasSize(1);
  }
}
