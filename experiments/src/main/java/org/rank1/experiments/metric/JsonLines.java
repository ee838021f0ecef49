package org.rank1.experiments.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.io.FileFailure;
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
    Path path = runFolder.resolve(FILE);
    try {
      // Unlike a channel, it is not closed by interrupting the thread that trains.
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      endUnfinishedLine(file);
      return new FileRecorder(file, path);
    } catch (IOException e) {
      throw new UncheckedIOException(FileFailure.of(path, e));
    }
  }

  private static void endUnfinishedLine(RandomAccessFile file) throws IOException {
    long size = file.length();
    if (size > 0) {
      file.seek(size - 1);
      if (file.read() != '\n') {
        write(file, "\n");
      }
    }
  }

  private static void write(RandomAccessFile file, String text) throws IOException {
    file.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final class FileRecorder implements Recorder {
    private final ObjectMapper json = new ObjectMapper();
    private final RandomAccessFile file;
    private final Path path;

    FileRecorder(RandomAccessFile file, Path path) {
      this.file = file;
      this.path = path;
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
        write(file, json.writeValueAsString(line) + "\n");
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "illegal values " + measurement.values() + ", must be numbers, booleans and texts", e);
      } catch (IOException e) {
        throw new UncheckedIOException(FileFailure.of(path, e));
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(FileFailure.of(path, e));
      }
    }
  }
}
