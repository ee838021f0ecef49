package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.io.ScratchFolder;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;

/** Reads what ONNX Runtime writes about itself: its optimized graph and its profile. */
final class Tracer {
  private static final int MAX_RUNS = 1000;

  /** ONNX Runtime's profile names the event of a node so. */
  private static final String EVENT = "_kernel_time";

  private static final String OPTIMIZED = "optimized.onnx";

  /** What a text in JSON cannot hold as it is. */
  private static final Pattern UNQUOTED = Pattern.compile("[\"\\\\\\p{Cntrl}]");

  private final OrtEnvironment environment;
  private final RunCost cost;

  Tracer(OrtEnvironment environment, RunCost cost) {
    this.environment = environment;
    this.cost = cost;
  }

  /**
   * @param options with which the model is loaded; changed
   */
  ExecutionTrace trace(
      ModelGraph model,
      Map<String, FloatTensor> inputs,
      int runs,
      OrtSession.SessionOptions options)
      throws OrtException {
    if (runs < 1 || runs > MAX_RUNS) {
      throw new IllegalArgumentException(
          "illegal runs " + runs + ", must be between 1 and " + MAX_RUNS);
    }
    return inFolder(
        folder -> {
          Path optimized = folder.resolve(OPTIMIZED);
          options.setOptimizedModelFilePath(optimized.toString());
          options.enableProfiling(folder.resolve("profile").toString());
          Path profile = run(named(model), inputs, runs, options);
          return join(read(optimized), parsed(profile));
        });
  }

  /**
   * @param options with which the model is loaded; changed
   */
  ModelProto optimized(byte[] model, OrtSession.SessionOptions options) throws OrtException {
    return inFolder(
        folder -> {
          Path optimized = folder.resolve(OPTIMIZED);
          options.setOptimizedModelFilePath(optimized.toString());
          environment.createSession(model, options).close();
          return read(optimized);
        });
  }

  private static JsonNode parsed(Path profile) throws IOException {
    try {
      return new ObjectMapper().readTree(profile.toFile());
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "ONNX Runtime's profile of the model cannot be read: " + e.getOriginalMessage() + ".", e);
    }
  }

  private static ModelProto read(Path optimized) throws IOException {
    return OnnxFile.parse(Files.readAllBytes(optimized), "optimized by ONNX Runtime");
  }

  /** What needs a folder for a while. */
  @FunctionalInterface
  private interface Task<T> {
    T in(Path folder) throws IOException, OrtException;
  }

  private static <T> T inFolder(Task<T> task) throws OrtException {
    try (ScratchFolder folder = ScratchFolder.make()) {
      return task.in(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path run(
      byte[] model, Map<String, FloatTensor> inputs, int runs, OrtSession.SessionOptions options)
      throws OrtException {
    OrtSession session = environment.createSession(model, options);
    // OnnxRuntimeSession takes the session over and closes it.
    try (OnnxRuntimeSession checked = OnnxRuntimeSession.over(environment, session, cost)) {
      for (int i = 0; i <= runs; i++) {
        checked.run(inputs);
      }
      return Path.of(session.endProfiling());
    }
  }

  /** The model with every node named after its first output: profiles go by node names. */
  private static byte[] named(ModelGraph graph) {
    ModelProto.Builder named = graph.model().toBuilder();
    for (NodeProto.Builder node : named.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOutputCount() > 0) {
        node.setName(plain(node.getOutput(0)));
      }
    }
    return named.build().toByteArray();
  }

  private static String plain(String name) {
    return UNQUOTED.matcher(name).replaceAll("_");
  }

  private static ExecutionTrace join(ModelProto optimized, JsonNode profile) {
    Map<String, NodeProto> nodes = new HashMap<>();
    optimized.getGraph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Map<String, List<JsonNode>> events = new LinkedHashMap<>();
    for (JsonNode event : profile) {
      String name = event.path("name").asText();
      if (event.path("cat").asText().equals("Node") && name.endsWith(EVENT)) {
        String node = name.substring(0, name.length() - EVENT.length());
        events.computeIfAbsent(node, key -> new ArrayList<>()).add(event);
      }
    }
    List<ExecutedNode> executed = new ArrayList<>();
    events.forEach((name, own) -> executed.add(executed(name, own, nodes.get(name))));
    return new ExecutionTrace(executed);
  }

  private static ExecutedNode executed(
      String name, List<JsonNode> events, @Nullable NodeProto node) {
    JsonNode facts = events.get(0).path("args");
    List<Double> micros = events.stream().map(event -> event.path("dur").asDouble()).toList();
    return new ExecutedNode(
        name,
        node == null ? facts.path("op_name").asText() : operator(node),
        node == null ? null : activation(node),
        node == null ? List.of() : node.getInputList(),
        node == null ? List.of() : node.getOutputList(),
        facts.path("provider").asText(),
        median(micros) / 1e3);
  }

  private static String operator(NodeProto node) {
    return OnnxFile.isDefaultDomain(node.getDomain())
        ? node.getOpType()
        : node.getDomain() + "." + node.getOpType();
  }

  private static @Nullable String activation(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals("activation") && !attribute.getS().isEmpty()) {
        return attribute.getS().toStringUtf8();
      }
    }
    return null;
  }

  /** The median without the first run, which pays for memory that is not there yet. */
  private static double median(List<Double> all) {
    List<Double> counted = new ArrayList<>(all.size() > 1 ? all.subList(1, all.size()) : all);
    Collections.sort(counted);
    return counted.get(counted.size() / 2);
  }
}
