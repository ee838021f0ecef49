package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.experiments.train.RunFolder;
import org.rank1.network.SnapshotFile;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;

class EvaluateAndPredictCommandsTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String model;
  private String image;

  @BeforeEach
  void writeFiles() throws IOException {
    model =
        TinyModels.export(
                TinyModels.convolutional("synthetic"),
                new ExportOptions(),
                folder.resolve("tiny.onnx"))
            .toString();
    BufferedImage drawn = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 40; x++) {
      drawn.setRGB(x, x % 30, 0xFFCC00 + x);
    }
    Path file = folder.resolve("drawn.png");
    ImageIO.write(drawn, "png", file.toFile());
    image = file.toString();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        Console.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        arguments);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void assertRefused(String sentence, String... arguments) {
    assertThat(run(arguments)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Main.INVALID);
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo("rank1: " + sentence);
    assertThat(output()).isEmpty();
  }

  @Test
  void evaluateGivesAccuracyConfusionAndLatency() throws IOException {
    assertThat(run("evaluate", model, "--images", "40", "--json")).isEqualTo(Main.DONE);
    JsonNode json = json();
    assertThat(json.get("images").asInt()).isEqualTo(40);
    int sum = 0;
    int diagonal = 0;
    JsonNode counts = json.get("confusion").get("counts");
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        sum += counts.get(i).get(j).asInt();
      }
      diagonal += counts.get(i).get(i).asInt();
    }
    assertThat(sum).isEqualTo(40);
    assertThat(json.get("accuracy").asDouble()).isEqualTo(diagonal / 40.0);
    assertThat(json.get("confusion").get("classNames").get(3).asText())
        .isEqualTo(TinyModels.CONTRACT.classNames().get(3));
    assertThat(json.get("latency").get("medianMs").asDouble()).isPositive();
    assertThat(json.get("latency").get("batch").asInt()).isEqualTo(1);

    assertThat(run("evaluate", model, "--images", "40")).isEqualTo(Main.DONE);
    assertThat(output())
        .startsWith("Accuracy: ")
        .contains(" of 40 test images of synthetic")
        .contains("9 " + TinyModels.CONTRACT.classNames().get(9))
        .contains("Latency: median ");
  }

  @Test
  void predictGivesClassNamesAndProbabilitiesPerImage() throws IOException {
    assertThat(run("predict", model, image, image, "--top", "10", "--json")).isEqualTo(Main.DONE);
    JsonNode predictions = json().get("predictions");
    assertThat(predictions).hasSize(2);
    assertThat(predictions.get(0)).isEqualTo(predictions.get(1));
    assertThat(predictions.get(0).get("image").asText()).isEqualTo(image);
    double sum = 0;
    double last = 1;
    for (JsonNode each : predictions.get(0).get("classes")) {
      double probability = each.get("probability").asDouble();
      assertThat(each.get("name").asText()).isIn(TinyModels.CONTRACT.classNames());
      assertThat(probability).isLessThanOrEqualTo(last);
      last = probability;
      sum += probability;
    }
    assertThat(sum).isCloseTo(1, Offset.offset(1e-9));

    assertThat(run("predict", model, image, "--top", "2")).isEqualTo(Main.DONE);
    assertThat(output().lines()).hasSize(3);
    assertThat(output().lines().findFirst()).contains(image);
  }

  @Test
  void anExportWithEmbeddedPreprocessingPredictsTheSame() throws IOException {
    Path runFolder = Files.createDirectory(folder.resolve("run"));
    Product.assemble(getClass().getClassLoader())
        .get(SnapshotFile.class)
        .save(TinyModels.convolutional("synthetic"), new RunFolder(runFolder).snapshot());
    Path embedded = folder.resolve("embedded.onnx");
    assertThat(
            run(
                "export",
                runFolder.toString(),
                "-o",
                embedded.toString(),
                "--embed-preprocessing",
                "--json"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Main.DONE);
    assertThat(json().get("preprocessing").asText()).isEqualTo("embedded");
    assertThat(run("predict", model, image, "--json")).isEqualTo(Main.DONE);
    JsonNode expected = json().get("predictions").get(0).get("classes");
    assertThat(run("predict", embedded.toString(), image, "--json")).isEqualTo(Main.DONE);
    JsonNode actual = json().get("predictions").get(0).get("classes");
    for (int i = 0; i < 3; i++) {
      assertThat(actual.get(i).get("name")).isEqualTo(expected.get(i).get("name"));
      assertThat(actual.get(i).get("probability").asDouble())
          .isCloseTo(expected.get(i).get("probability").asDouble(), Offset.offset(1e-4));
    }
  }

  @Test
  void whatCannotBeUsedIsSaidInOneSentence() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
    assertRefused(
        "The image \"" + text + "\" is neither PNG nor JPEG, whatever its name says.",
        "predict",
        model,
        text.toString());
    String missing = folder.resolve("missing").toString();
    assertRefused("There is no ONNX model \"" + missing + "\".", "predict", missing, image);
    assertRefused("There is no ONNX model \"" + missing + "\".", "evaluate", missing);
    assertRefused(
        "Illegal value \"0\" at --top, must be at least 1.", "predict", model, image, "--top", "0");
    assertRefused(
        "Illegal value \"0\" at --images, must be at least 1.", "evaluate", model, "--images", "0");
    assertThat(run("predict", model)).isEqualTo(Main.INVALID);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("IMAGE").hasLineCount(1);
  }

  @Test
  void oneBadImageDoesNotKeepTheOthersFromBeingPrinted() throws IOException {
    String missing = folder.resolve("missing").toString();
    String cut = folder.resolve("cut.png").toString();
    byte[] whole = Files.readAllBytes(Path.of(image));
    Files.write(Path.of(cut), Arrays.copyOf(whole, whole.length / 2));
    assertThat(run("predict", model, image, missing, cut, image, "--top", "1"))
        .isEqualTo(Main.INVALID);
    assertThat(output().lines().filter(line -> line.equals(image))).hasSize(2);
    assertThat(output()).doesNotContain(missing, cut).hasLineCount(4);
    List<String> said = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).isEqualTo("rank1: There is no image \"" + missing + "\".");
    assertThat(said.get(1)).startsWith("rank1: The image \"" + cut + "\" is broken: ");

    assertThat(run("predict", model, missing, image, "--json")).isEqualTo(Main.INVALID);
    assertThat(json().get("predictions")).hasSize(1);
    assertThat(json().get("refused").get(0).get("image").asText()).isEqualTo(missing);
  }

  @Test
  void transparencyIsTheSameForTrainingAndPrediction() throws IOException {
    BufferedImage drawn = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 28 * 28; i++) {
      drawn.setRGB(i % 28, i / 28, (i * 37 % 256) << 24 | (i % 28 * 9));
    }
    for (String part : new String[] {"train", "test"}) {
      for (String name : TinyModels.CONTRACT.classNames()) {
        Path file = folder.resolve("data/" + part + "/" + name + "/1.png");
        Files.createDirectories(file.getParent());
        ImageIO.write(drawn, "png", file.toFile());
      }
    }
    assertThat(
            run(
                "evaluate",
                model,
                "--dataset",
                "image-folder",
                "--data",
                folder.resolve("data").toString(),
                "--json"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Main.DONE);
    JsonNode counts = json().get("confusion").get("counts").get(0);
    int taken = 0;
    while (counts.get(taken).asInt() == 0) {
      taken++;
    }
    String first = TinyModels.CONTRACT.classNames().get(0);
    String file = folder.resolve("data/train/" + first + "/1.png").toString();
    assertThat(run("predict", model, file, "--top", "1", "--json")).isEqualTo(Main.DONE);
    assertThat(json().get("predictions").get(0).get("classes").get(0).get("name").asText())
        .isEqualTo(TinyModels.CONTRACT.classNames().get(taken));
  }

  @Test
  void classifiersMadeElsewhereAreEvaluatedAndPredict() throws IOException {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("foreign");
    Dimension open = Dimension.symbol("any");
    TensorShape any = TensorShape.of(List.of(open, Dimension.of(3), open, open));
    graph.output(graph.flatten("scores", graph.globalAveragePool("mean", graph.input("x", any))));
    String foreign = folder.resolve("foreign.onnx").toString();
    OnnxFile.write(graph.build(Map.of("dataset", "cities")), Path.of(foreign));
    String labels =
        Files.writeString(folder.resolve("labels.txt"), "red\ngreen\nblue\n").toString();
    String[] said = {"--mean", "0.5,0.5,0.5", "--std", "0.1,0.1,0.1", "--labels", labels};
    assertThat(
            run(
                with(
                    said, "predict", foreign, image, "--input", "3x30x40", "--top", "1", "--json")))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Main.DONE);
    JsonNode best = json().get("predictions").get(0).get("classes").get(0);
    assertThat(best.get("name").asText()).isEqualTo("red");
    assertThat(best.get("probability").asDouble()).isBetween(0.34, 0.5);
    assertRefused(
        "\""
            + foreign
            + "\" leaves the shape [?, 3, ?, ?] of its input open; only the batch may be, so name the rest with --input 3x224x224.",
        with(said, "predict", foreign, image));
    for (String part : new String[] {"train", "test"}) {
      for (int c = 0; c < 2; c++) {
        Path file = folder.resolve("data/" + part + "/" + (c == 0 ? "blue" : "red") + "/1.png");
        Files.createDirectories(file.getParent());
        Files.copy(Path.of(image), file);
      }
    }
    String data = folder.resolve("data").toString();
    String[] evaluate =
        with(
            said,
            "evaluate",
            foreign,
            "--input",
            "3x30x40",
            "--dataset",
            "image-folder",
            "--data",
            data,
            "--json");
    assertThat(run(evaluate)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Main.DONE);
    assertThat(json().get("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json().get("confusion").get("counts").get(2).get(0).asInt())
        .as("blue, taken for red")
        .isEqualTo(1);
    Files.writeString(Path.of(labels), "red\ngreen\nyellow\n");
    assertThat(run(evaluate)).isEqualTo(Main.INVALID);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "Images of \"image-folder\" are of the class \"blue\", which \""
                + foreign
                + "\" does not have; its classes are red, green, yellow.");
  }

  @Test
  void commandsThatRunModelsTakeARuntimeAndItsOptions() throws IOException {
    String[] plain = {"--runtime", "onnxruntime-cpu", "--runtime-option", "optimizationLevel=none"};
    assertThat(run("predict", model, image, "--top", "2")).isEqualTo(Main.DONE);
    String usual = output();
    assertThat(run(with(plain, "predict", model, image, "--top", "2"))).isEqualTo(Main.DONE);
    assertThat(output()).isEqualTo(usual);
    assertThat(run(with(plain, "evaluate", model, "--images", "3", "--json"))).isEqualTo(Main.DONE);
    assertThat(json().get("latency").get("runtime").asText()).contains("optimization level none");
    String[] validate = {
      "validate", model, model, "--images", "2", "--random", "1", "--seconds", "0.02", "--json"
    };
    assertThat(run(with(plain, validate))).isEqualTo(Main.DONE);
    assertThat(json().get("speed").get("runtime").asText()).contains("optimization level none");
    assertThat(run(with(new String[] {"--runtime", "onnxruntime-cpo"}, validate)))
        .isEqualTo(Main.INVALID);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("Unknown runtime \"onnxruntime-cpo\"")
        .contains("Did you mean \"onnxruntime-cpu\"?");
    assertThat(run("predict", model, image, "--runtime-option", "thread=2"))
        .isEqualTo(Main.INVALID);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("\"thread\"");
    String report = folder.resolve("report").toString();
    assertRefused(
        "--runtime and --runtime-option are not for --report, which a certificate could not repeat.",
        with(plain, "validate", model, model, "--report", report));
  }

  @Test
  void theVerdictIsTheOneThatIsAskedFor() throws IOException {
    String[] brief = {"--images", "5", "--random", "1", "--seconds", "0.02", "--json"};
    assertThat(run(with(brief, "validate", model, model))).isEqualTo(Main.DONE);
    assertThat(json().get("equivalent").asBoolean()).isTrue();
    assertThat(run(with(brief, "validate", model, model, "--verdict", "approximation")))
        .isEqualTo(Main.DONE);
    assertThat(json().has("equivalent")).isFalse();
    assertThat(json().get("closeEnough").asBoolean()).isTrue();
  }

  private static String[] with(String[] more, String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aModelWithoutMetadataIsRefused() throws IOException {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("bare");
    graph.output(graph.relu("relu", graph.input("x", TensorShape.of(1, 1, 28, 28))));
    Path bare = folder.resolve("bare.onnx");
    OnnxFile.write(graph.build(Map.of()), bare);
    String sentence =
        "\""
            + bare
            + "\" was not exported by Rank1 and does not say how images become its input; say it with --mean, --std and --labels.";
    assertRefused(sentence, "predict", bare.toString(), image);
    assertRefused(sentence, "evaluate", bare.toString(), "--dataset", "synthetic");
  }
}
