package org.rank1.experiments.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;

/** Results of runs as JSON, the last file that a run writes. */
final class ResultFile {
  private final ObjectMapper json = new ObjectMapper();

  /** Writes a result, whole or not at all. */
  void save(TrialResult result, Path file) {
    try {
      AtomicFile.writeText(
          file, json.writerWithDefaultPrettyPrinter().writeValueAsString(result.values()) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a result.
   *
   * @param run the folder of the run
   * @throws InvalidInputException if the file is not what {@link #save} wrote
   */
  TrialResult load(Path run, Path file) {
    try {
      JsonNode node = json.readTree(Files.readString(file));
      Map<String, String> forms = new LinkedHashMap<>();
      node.path("forms")
          .properties()
          .forEach(form -> forms.put(form.getKey(), form.getValue().asText()));
      List<EpochResult> epochs = new ArrayList<>();
      for (JsonNode epoch : node.path("epochs")) {
        epochs.add(json.treeToValue(epoch, EpochResult.class));
      }
      return new TrialResult(
          run,
          node.path("dataset").asText(),
          node.path("trainImages").asInt(),
          node.path("testImages").asInt(),
          forms,
          epochs,
          node.has("projection")
              ? Optional.of(projection(node.path("projection")))
              : Optional.empty(),
          node.has("problem") ? Optional.of(node.path("problem").asText()) : Optional.empty());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "\"%s\" is not the result of a run: %s.".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Measurement projection(JsonNode values) {
    Map<String, Object> read = new LinkedHashMap<>();
    values
        .properties()
        .forEach(
            value ->
                read.put(
                    value.getKey(),
                    value.getValue().isNumber()
                        ? (Object) value.getValue().asDouble()
                        : value.getValue().asText()));
    return new Measurement("projection", read);
  }
}
