package org.rank1.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rank1.Rank1;
import org.rank1.data.ImageSet;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.runtime.InferenceSession;

/**
 * Answers predictions over HTTP: {@code PredictionService split.onnx 8080}, then {@code curl
 * --data-binary @image.raw http://localhost:8080/predict}, where the body is one image's bytes, row
 * by row, the channels of a pixel together. Everything else is read from the model's metadata.
 */
public final class PredictionService implements AutoCloseable {
  private final InputContract contract;
  private final ModelSignature signature;
  private final FeatureShape shape;
  private final InferenceSession session;
  private final HttpServer server;

  /**
   * Loads a model for one image at a time and listens on the loopback interface.
   *
   * @param port 0 for any free one
   */
  public PredictionService(Rank1 rank1, Path model, int port) throws IOException {
    CheckedModel checked = CheckedModel.read(model);
    contract = ModelMetadata.inputContract(checked);
    signature = checked.signature();
    List<Integer> extents = signature.shape();
    shape = new FeatureShape(extents.get(1), extents.subList(2, extents.size()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    session = rank1.open(model, 1);
    server.createContext("/predict", this::handle);
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, Map.of("error", "send an image with POST"));
        return;
      }
      byte[] pixels = exchange.getRequestBody().readNBytes(shape.size() + 1);
      if (pixels.length != shape.size()) {
        String wanted = "an image of %s has %d bytes".formatted(shape, shape.size());
        answer(exchange, 400, Map.of("error", wanted));
        return;
      }
      answer(exchange, 200, predict(pixels));
    }
  }

  /** The most probable class, and the probability of each. */
  private Map<String, Object> predict(byte[] pixels) {
    ImageSet image = new ImageSet(shape, pixels, new int[1]);
    FloatTensor input =
        FloatTensor.zeros(Stream.concat(Stream.of(1), shape.extents().stream()).toList());
    image.normalizeInto(0, contract, input.data(), 0);
    float[] logits =
        session.run(Map.of(signature.input(), input)).values().iterator().next().data();

    double highest = Double.NEGATIVE_INFINITY;
    int best = 0;
    for (int i = 0; i < logits.length; i++) {
      if (logits[i] > highest) {
        highest = logits[i];
        best = i;
      }
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - highest);
    }
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < logits.length; i++) {
      probabilities.put(contract.classNames().get(i), Math.exp(logits[i] - highest) / sum);
    }
    return Map.of("class", contract.classNames().get(best), "probabilities", probabilities);
  }

  private static void answer(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] json = new ObjectMapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    server.stop(0);
    session.close();
  }

  /**
   * Serves until the process ends.
   *
   * @param arguments the model and the port
   */
  public static void main(String... arguments) throws IOException {
    PredictionService service =
        new PredictionService(
            Rank1.create(), Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println("listening on http://localhost:" + service.port() + "/predict");
  }
}
