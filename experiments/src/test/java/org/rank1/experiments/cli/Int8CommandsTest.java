package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.experiments.train.RunFolder;
import org.rank1.network.SnapshotFile;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;

/** Export, validate, evaluate and predict in int8, through the command line. */
class Int8CommandsTest {
  @TempDir static Path folder;
  private static String run;
  private static String floats;
  private static String int8;
  private static JsonNode exported;

  @BeforeAll
  static void export() throws Exception {
    Path saved = Files.createDirectory(folder.resolve("run"));
    run = saved.toString();
    Product.assemble(Int8CommandsTest.class.getClassLoader())
        .get(SnapshotFile.class)
        .save(TinyModels.convolutional("synthetic"), new RunFolder(saved).snapshot());
    floats = folder.resolve("floats.onnx").toString();
    int8 = folder.resolve("int8.onnx").toString();
    json("export", run, "-o", floats, "--json");
    exported =
        json("export", run, "-o", int8, "--precision", "int8", "--calibration", "50", "--json");
  }

  private static JsonNode json(String... arguments) throws Exception {
    CommandLineRun command = CommandLineRun.of(arguments);
    assertThat(command.code()).as(command.err()).isZero();
    assertThat(command.out().strip().lines()).hasSize(1);
    return command.json();
  }

  private static void refused(String sentence, String... arguments) {
    CommandLineRun command = CommandLineRun.of(arguments);
    assertThat(command.code()).as(command.err()).isEqualTo(Main.INVALID);
    assertThat(command.err().strip()).isEqualTo("rank1: " + sentence);
    assertThat(command.out()).isEmpty();
  }

  private static CommandLineRun validate(String reference, String candidate, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("validate", reference, candidate, "--seconds", "0.1"));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void anExportSaysAtOnceHowCloseItIs() {
    assertThat(exported.path("precision").asText()).isEqualTo("int8");
    assertThat(exported.path("verdict").asText()).isEqualTo("approximation");
    assertThat(exported.path("relativeError").asDouble()).isBetween(1e-5, 0.2);
    assertThat(exported.path("top1Agreement").asDouble()).isBetween(0.8, 1.0);
    assertThat(exported.path("approximation").path("accuracy").path("candidate").isNumber())
        .isTrue();
    assertThat(ModelMetadata.read(CheckedModel.read(Path.of(int8))))
        .containsEntry("precision", "int8")
        .containsEntry("quantization.dataset", "synthetic")
        .containsEntry("quantization.images", "50")
        .containsEntry("quantization.ranges", "min_max");
    assertThat(ModelMetadata.read(CheckedModel.read(Path.of(floats))))
        .doesNotContainKey("precision");
  }

  @Test
  void theSameExportGivesTheSameBytesAndFloatsAreWhatTheyWere() throws Exception {
    Path again = folder.resolve("again.onnx");
    json(
        "export",
        run,
        "-o",
        again.toString(),
        "--precision",
        "int8",
        "--calibration",
        "50",
        "--json");
    assertThat(again).hasSameBinaryContentAs(Path.of(int8));
    JsonNode fp32 = json("export", run, "-o", again.toString(), "--precision", "fp32", "--json");
    assertThat(again).hasSameBinaryContentAs(Path.of(floats));
    assertThat(fp32.has("precision")).isFalse();
    CommandLineRun text =
        CommandLineRun.of("export", run, "-o", again.toString(), "--precision", "int8");
    assertThat(text.out()).contains("int8. Approximation: outputs differ by");
  }

  @Test
  void aQuantizedCandidateIsNeverCalledEquivalent() throws Exception {
    CommandLineRun verdict = validate(floats, int8, "--json");
    assertThat(verdict.code()).as(verdict.err()).isZero();
    JsonNode json = verdict.json();
    assertThat(json.path("verdict").asText()).isEqualTo("approximation");
    assertThat(json.has("equivalent")).isFalse();
    assertThat(json.path("closeEnough").asBoolean()).isTrue();
    assertThat(json.path("approximation").path("inputs").asInt()).isGreaterThan(100);
    assertThat(json.path("speed").path("models")).hasSize(2);
    CommandLineRun text = validate(floats, int8, "--images", "20", "--min-agreement", "1");
    assertThat(text.out())
        .startsWith("Approximation: ")
        .contains("of 20 inputs", "accuracy", "Speed: candidate")
        .doesNotContainIgnoringCase("equivalen");
  }

  @Test
  void theAgreementAskedForIsACheckThatCanFail() throws Exception {
    String other = folder.resolve("embedded.onnx").toString();
    assertThat(validate(floats, int8, "--min-agreement", "0.5", "--images", "50").code())
        .isEqualTo(Main.DONE);
    // The other way round the quantized model is the judge: an approximation all the same.
    assertThat(validate(int8, floats, "--min-agreement", "0.5", "--images", "50").code())
        .isEqualTo(Main.DONE);
    CommandLineRun slow = validate(floats, int8, "--min-speedup", "1000", "--json");
    assertThat(slow.code()).isEqualTo(Main.CHECK_FAILED);
    assertThat(slow.json().path("fastEnough").asBoolean()).isFalse();
    CommandLineRun broken = validate(floats, anotherNetwork(), "--min-agreement", "0.9", "--json");
    assertThat(broken.code()).isEqualTo(Main.CHECK_FAILED);
    assertThat(broken.json().path("closeEnough").asBoolean()).isFalse();
    json("export", run, "-o", other, "--embed-preprocessing", "--precision", "int8", "--json");
    CommandLineRun mixed = validate(floats, other);
    assertThat(mixed.code()).isEqualTo(Main.INVALID);
    assertThat(mixed.err()).contains("takes raw pixels");
  }

  /** A quantized model with other weights. */
  private static String anotherNetwork() throws Exception {
    Path saved = folder.resolve("other");
    String file = folder.resolve("other.onnx").toString();
    if (Files.notExists(saved)) {
      Files.createDirectory(saved);
      Product.assemble(Int8CommandsTest.class.getClassLoader())
          .get(SnapshotFile.class)
          .save(TinyModels.convolutional("synthetic", 99), new RunFolder(saved).snapshot());
      json("export", saved.toString(), "-o", file, "--precision", "int8", "--json");
    }
    return file;
  }

  @Test
  void evaluateAndPredictTakeInt8Files() throws Exception {
    JsonNode evaluated = json("evaluate", int8, "--images", "40", "--json");
    assertThat(evaluated.path("images").asInt()).isEqualTo(40);
    Path image = folder.resolve("drawn.png");
    BufferedImage drawn = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 28; x++) {
      drawn.setRGB(x, x, 0xFFCC00 + x);
    }
    ImageIO.write(drawn, "png", image.toFile());
    JsonNode predicted = json("predict", int8, image.toString(), "--json");
    assertThat(predicted.path("predictions").get(0).path("classes").get(0).path("name").asText())
        .isIn(TinyModels.CONTRACT.classNames());
  }

  @Test
  void theBenchmarkMeasuresInt8BesideFloats() throws Exception {
    String[] bench = {
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
      "--form",
      "chain"
    };
    JsonNode json =
        json(
            Stream.concat(Stream.of(bench), Stream.of("--precision", "int8", "--json"))
                .toArray(String[]::new));
    for (String figure :
        List.of(
            "denseMs",
            "splitMs",
            "speedup",
            "int8Ms",
            "int8SpeedupOverSplit",
            "int8SpeedupOverDense",
            "denseInt8Ms")) {
      assertThat(json.path(figure).asDouble()).as(figure).isPositive();
    }
    assertThat(json.path("int8Nodes").asInt()).isGreaterThan(6);
    assertThat(json.path("int8SpeedupOverSplit").asDouble())
        .isBetween(
            json.path("int8SpeedupOverSplitLow").asDouble(),
            json.path("int8SpeedupOverSplitHigh").asDouble());
    assertThat(json.path("layers")).hasSize(7);
    CommandLineRun text =
        CommandLineRun.of(
            Stream.concat(Stream.of(bench), Stream.of("--precision", "int8"))
                .toArray(String[]::new));
    assertThat(text.out()).contains("int8: split ").contains("nodes multiply bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "100001"})
  void anIllegalCalibrationIsRefused(String images) {
    refused(
        "Illegal value \"%s\" at --calibration, must be within [1, 100000].".formatted(images),
        "export",
        run,
        "-o",
        "x.onnx",
        "--precision",
        "int8",
        "--calibration",
        images);
  }

  @Test
  void mistakesGetOneSentence() {
    refused(
        "Unknown precision \"in8\" at --precision. Available: fp32, int8. Did you mean \"int8\"?",
        "export",
        run,
        "-o",
        "x.onnx",
        "--precision",
        "in8");
    refused(
        "--calibration is for --precision int8.",
        "export",
        run,
        "-o",
        "x.onnx",
        "--calibration",
        "3");
    refused("--full-range is for --precision int8.", "export", run, "-o", "x.onnx", "--full-range");
    refused(
        "--precision int8 is for a --network; an ONNX file is measured as it is.",
        "bench",
        "inference",
        floats,
        "--precision",
        "int8");
    refused(
        "--min-agreement is for a quantized candidate; \"%s\" must compute the same."
            .formatted(floats),
        "validate",
        floats,
        floats,
        "--min-agreement",
        "0.9");
    refused(
        "Illegal value \"1.5\" at --min-agreement, must be within [0, 1].",
        "validate",
        floats,
        int8,
        "--min-agreement",
        "1.5");
    refused(
        "Illegal value \"NaN\" at --min-agreement, must be within [0, 1].",
        "validate",
        floats,
        floats,
        "--min-agreement",
        "NaN");
    String report = folder.resolve("report").toString();
    refused(
        "\"%s\" is quantized: --report certifies equivalence, and an approximation has none; leave it out."
            .formatted(int8),
        "validate",
        floats,
        int8,
        "--report",
        report);
    assertThat(Path.of(report)).doesNotExist();
    refused(
        "\"%s\" is quantized; analyze the model of floats it was made from.".formatted(int8),
        "analyze",
        int8);
    assertThat(Path.of("x.onnx")).doesNotExist();
  }
}
