package org.rank1.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.Rank1;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.ImageModel;
import org.rank1.onnx.image.Prediction.ClassProbability;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

/** Every program runs, on few and small images. */
class ExamplesTest {
  private static final int PIXELS = 28 * 28;

  @TempDir private static Path scratch;
  private static Path run;
  private static String trained;
  private static String exported;

  @BeforeAll
  static void trainAndExport() {
    run = scratch.resolve("run");
    trained =
        printed(
            () ->
                Train.main(
                    run.toString(),
                    "dataset=synthetic",
                    "dataset.train=128",
                    "dataset.test=32",
                    "architecture.width=0.25",
                    "epochs=1",
                    "threads=1"));
    exported = printed(() -> SplitAndExport.main(run.toString()));
  }

  @Test
  void trains() {
    assertThat(trained).contains("on 32 test images");
  }

  @Test
  void splitsAndExports() {
    assertThat(exported).contains("composed:", "split:");
    assertThat(run.resolve("split.onnx")).isNotEmptyFile();
  }

  @Test
  void projectsThenSplits() {
    Path projected = scratch.resolve("projected");
    Train.main(
        projected.toString(),
        "dataset=synthetic",
        "dataset.train=64",
        "dataset.test=32",
        "architecture.width=0.25",
        "epochs=1",
        "threads=1",
        "parameterization=dense",
        "projection=rank1-hopm");
    SplitAndExport.main(projected.toString());
    assertThat(Rank1.create().load(projected).network().convolutions())
        .allMatch(layer -> layer.form().name().equals("rank1"));
    assertThat(projected.resolve("split.onnx").toFile().length())
        .isPositive()
        .isLessThan(projected.resolve("composed.onnx").toFile().length());
  }

  @Test
  void exportsAndValidates() {
    String verdict =
        printed(
            () ->
                ExportAndValidate.main(
                    run.resolve("composed.onnx").toString(), run.resolve("split.onnx").toString()));
    assertThat(verdict).startsWith("equivalent").contains("times as fast");
  }

  @Test
  void servesPredictions() throws IOException, InterruptedException {
    try (PredictionService service = new PredictionService(run.resolve("split.onnx"), 0)) {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("http://localhost:%d/predict".formatted(service.port())));
      HttpResponse<String> answer = client.send(image(request, PIXELS), body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"class\":", "\"probabilities\":", "degrees");
      try (ImageModel model =
          ImageModel.open(
              CheckedModel.read(run.resolve("split.onnx")),
              new OnnxRuntimeCpu(new OnnxRuntimeOptions()))) {
        ClassProbability best = model.best(new byte[PIXELS], 1).get(0);
        JsonNode said = new ObjectMapper().readTree(answer.body());
        assertThat(said.path("class").asText()).isEqualTo(best.name());
        assertThat(said.path("probabilities").path(best.name()).asDouble())
            .isEqualTo(best.probability());
      }
      HttpResponse<String> refused = client.send(image(request, PIXELS + 1), body());
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("1×28×28", "784 bytes");
      assertThat(client.send(request.GET().build(), body()).statusCode()).isEqualTo(405);
    }
  }

  private static HttpRequest image(HttpRequest.Builder request, int bytes) {
    return request.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes])).build();
  }

  private static HttpResponse.BodyHandler<String> body() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static String printed(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
