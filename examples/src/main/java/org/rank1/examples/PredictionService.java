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
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.ImageModel;
import org.rank1.onnx.image.Prediction.ClassProbability;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

/**
 * Answers predictions over HTTP: {@code PredictionService split.onnx 8080}, then {@code curl
 * --data-binary @image.raw http://localhost:8080/predict}, where the body is one image's bytes, row
 * by row, the channels of a pixel together. Everything else is read from the model's metadata.
 */
public final class PredictionService implements AutoCloseable {
  private final ImageModel model;
  private final HttpServer server;

  /**
   * Loads a model and listens on the loopback interface.
   *
   * @param file of the model
   * @param port 0 for any free one
   */
  public PredictionService(Path file, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    model = ImageModel.open(CheckedModel.read(file), new OnnxRuntimeCpu(new OnnxRuntimeOptions()));
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
      int size = model.shape().size();
      byte[] pixels = exchange.getRequestBody().readNBytes(size + 1);
      if (pixels.length != size) {
        String wanted = "an image of %s has %d bytes".formatted(model.shape(), size);
        answer(exchange, 400, Map.of("error", wanted));
        return;
      }
      answer(exchange, 200, predict(pixels));
    }
  }

  /** The most probable class, and the probability of each, the best first. */
  private Map<String, Object> predict(byte[] pixels) {
    List<ClassProbability> classes = model.best(pixels, model.classNames().size());
    Map<String, Double> probabilities = new LinkedHashMap<>();
    classes.forEach(each -> probabilities.put(each.name(), each.probability()));
    return Map.of("class", classes.get(0).name(), "probabilities", probabilities);
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
    model.close();
  }

  /**
   * Serves until the process ends.
   *
   * @param arguments the model and the port
   */
  public static void main(String... arguments) throws IOException {
    PredictionService service =
        new PredictionService(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println("listening on http://localhost:" + service.port() + "/predict");
  }
}
