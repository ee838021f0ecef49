package org.rank1.experiments.metric;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rank1.io.FileFailure;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

/**
 * Writes measurements as tables of comma-separated values (RFC 4180, with a header), one table per
 * event in the run's folder: those of {@code epoch} in {@code metrics-epoch.csv}. A measurement of
 * the same event with other names begins {@code metrics-epoch-2.csv}; a run that goes on adds to
 * the tables that are there. Numbers that are not finite are {@code NaN} and {@code Infinity}.
 */
public final class CsvFiles implements MetricSink {
  /** The part's name. */
  public static final String NAME = "csv";

  private static final String EVENT = "event";

  /** The sink; it has no options. */
  public CsvFiles() {}

  @Override
  public Recorder open(Path runFolder, Consumer<String> console) {
    return new Tables(runFolder);
  }

  private static final class Tables implements Recorder {
    private final Path folder;
    private final Map<List<String>, AppendedLines> open = new HashMap<>();

    Tables(Path folder) {
      this.folder = folder;
    }

    @Override
    public void record(Measurement measurement) {
      List<String> key = new ArrayList<>(measurement.values().keySet());
      key.add(0, measurement.event());
      open.computeIfAbsent(key, k -> table(measurement))
          .add(
              row(
                  Stream.concat(
                      Stream.of(measurement.event()), measurement.values().values().stream())));
    }

    private AppendedLines table(Measurement measurement) {
      String header = row(Stream.concat(Stream.of(EVENT), measurement.values().keySet().stream()));
      String name = "metrics-" + measurement.event().replaceAll("[^A-Za-z0-9_-]", "_");
      for (int number = 1; ; number++) {
        Path path = folder.resolve(name + (number == 1 ? "" : "-" + number) + ".csv");
        String first = firstLine(path);
        if (first.isEmpty() || first.equals(header)) {
          AppendedLines lines = new AppendedLines(path);
          if (first.isEmpty()) {
            lines.add(header);
          }
          return lines;
        }
      }
    }

    /** Empty where there is no file, or nothing in it. */
    private static String firstLine(Path path) {
      if (!Files.exists(path)) {
        return "";
      }
      try (Stream<String> lines = Files.lines(path, StandardCharsets.UTF_8)) {
        return lines.findFirst().orElse("");
      } catch (IOException e) {
        throw new UncheckedIOException(FileFailure.of(path, e));
      }
    }

    @Override
    public void close() {
      open.values().forEach(AppendedLines::close);
    }
  }

  private static String row(Stream<?> cells) {
    return cells.map(cell -> quoted(String.valueOf(cell))).collect(Collectors.joining(","));
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
