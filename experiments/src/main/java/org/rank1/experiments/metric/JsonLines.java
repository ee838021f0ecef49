package org.rank1.experiments.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

/**
 * Appends one JSON object per measurement to {@code metrics.jsonl} in the run's folder: {@code
 * {"event":"epoch","epoch":1,"loss":0.41}}. Every line is in the file when {@code record} returns.
 * A line that an earlier process left unfinished is ended first. Numbers that are not finite stand
 * as the texts {@code "NaN"} and {@code "Infinity"}, JSON having none.
 */
public final class JsonLines implements MetricSink {
  /** The part's name. */
  public static final String NAME = "jsonl";

  /** The file's name. */
  public static final String FILE = "metrics.jsonl";

  private static final String EVENT = "event";

  /** The sink; it has no options. */
  public JsonLines() {}

  @Override
  public Recorder open(Path runFolder, Consumer<String> console) {
    return new FileRecorder(new AppendedLines(runFolder.resolve(FILE)));
  }

  private static final class FileRecorder implements Recorder {
    private final ObjectMapper json = new ObjectMapper();
    private final AppendedLines lines;

    FileRecorder(AppendedLines lines) {
      this.lines = lines;
    }

    @Override
    public void record(Measurement measurement) {
      if (measurement.values().containsKey(EVENT)) {
        throw new IllegalArgumentException(
            "illegal value name \"event\" in a measurement, it is the name of the event itself");
      }
      Map<String, Object> line = new LinkedHashMap<>();
      line.put(EVENT, measurement.event());
      line.putAll(measurement.values());
      try {
        lines.add(json.writeValueAsString(line));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "illegal values " + measurement.values() + ", must be numbers, booleans and texts", e);
      }
    }

    @Override
    public void close() {
      lines.close();
    }
  }
}
