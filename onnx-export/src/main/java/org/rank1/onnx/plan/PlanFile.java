package org.rank1.onnx.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rank1.io.InvalidInputException;
import org.rank1.provenance.ProductVersion;

/** Plans as JSON that people can read. */
final class PlanFile {
  /** A network of ten thousand layers has a plan of about three megabytes. */
  private static final long MAX_BYTES = 16 << 20;

  private static final int MAX_TEXT = 4096;
  private static final int MAX_THREADS = 1024;
  private static final int MAX_BLOCK = 1024;

  private final String place;

  private PlanFile(String place) {
    this.place = place;
  }

  static String text(LoweringPlan plan) throws JsonProcessingException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", plan.network());
    json.put("input", plan.input());
    json.put("runtime", plan.runtime());
    json.put("machine", plan.machine());
    json.put("threads", plan.threads());
    json.put("channelBlock", plan.channelBlock());
    json.put("productVersion", ProductVersion.current());
    json.put("layers", plan.layers());
    json.put("measuredMs", new TreeMap<>(plan.measured()));
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json)
        + "\n";
  }

  static LoweringPlan read(Path file) {
    PlanFile reader = new PlanFile("\"" + file + "\"");
    try {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException("There is no plan " + reader.place + ".");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw reader.refused("it has more than " + MAX_BYTES + " bytes");
      }
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      return reader.plan(json);
    } catch (JsonProcessingException e) {
      throw reader.refused(
          "it is no JSON (" + e.getOriginalMessage().lines().findFirst().orElse("") + ")");
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read the plan %s: %s.".formatted(reader.place, e.getMessage()), e);
    }
  }

  private LoweringPlan plan(JsonNode json) {
    List<PlannedLayer> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    JsonNode entries = json.path("layers");
    if (!entries.isArray()) {
      throw refused("it has no list \"layers\"");
    }
    for (JsonNode entry : entries) {
      PlannedLayer layer =
          new PlannedLayer(
              string(entry, "name"),
              string(entry, "form"),
              string(entry, "conv"),
              string(entry, "lowering"),
              channels(entry.path("innerChannels")),
              latencies(entry.path("measuredMs")));
      if (!names.add(layer.name())) {
        throw refused("layer \"" + layer.name() + "\" is there twice");
      }
      layers.add(layer);
    }
    int threads = json.path("threads").asInt(0);
    if (threads < 1 || threads > MAX_THREADS) {
      throw refused("\"threads\" must be between 1 and " + MAX_THREADS);
    }
    int block = json.path("channelBlock").asInt(1);
    if (block < 1 || block > MAX_BLOCK) {
      throw refused("\"channelBlock\" must be between 1 and " + MAX_BLOCK);
    }
    return new LoweringPlan(
        string(json, "network"),
        string(json, "input"),
        string(json, "runtime"),
        string(json, "machine"),
        threads,
        block,
        layers,
        latencies(json.path("measuredMs")));
  }

  private String string(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isTextual() || value.asText().length() > MAX_TEXT) {
      throw refused("\"%s\" must be a text of at most %d characters".formatted(key, MAX_TEXT));
    }
    return value.asText();
  }

  private List<Integer> channels(JsonNode json) {
    List<Integer> channels = new ArrayList<>();
    for (JsonNode entry : json) {
      if (!entry.isInt() || entry.asInt() < 1) {
        throw refused("\"innerChannels\" must hold positive whole numbers");
      }
      channels.add(entry.asInt());
    }
    return channels;
  }

  private Map<String, Double> latencies(JsonNode json) {
    Map<String, Double> latencies = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> latency : json.properties()) {
      if (!latency.getValue().isNumber()) {
        throw refused("\"measuredMs\" must hold numbers");
      }
      latencies.put(latency.getKey(), latency.getValue().asDouble());
    }
    return latencies;
  }

  private InvalidInputException refused(String why) {
    return new InvalidInputException("%s is no plan: %s.".formatted(place, why));
  }
}
