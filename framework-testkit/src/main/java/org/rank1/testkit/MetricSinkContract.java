package org.rank1.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

/** What every {@link MetricSink} must hold. Needs no engine. */
public class MetricSinkContract extends PartContract {
  /** Subclasses run it over the parts at hand. */
  protected MetricSinkContract() {}

  /** One test per sink and example. */
  @TestFactory
  final Stream<DynamicTest> metricSinks(@TempDir Path folder) {
    return tests(
        MetricSink.class,
        (parts, example) ->
            check(example.part(), folder.resolve(example.name() + example.hashCode())));
  }

  /**
   * Measurements of any kind, not finite ones and an empty one among them, leave something in the
   * run's folder or on the console, each one more than the one before.
   *
   * @param runFolder an empty folder, made if it is not there
   * @throws AssertionError saying what does not hold
   */
  public static void check(MetricSink sink, Path runFolder) {
    List<String> lines = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("whole", 1);
    values.put("real", 0.5);
    values.put("infinite", Double.POSITIVE_INFINITY);
    values.put("none", Double.NaN);
    values.put("text", "a \"quoted\"\nline");
    values.put("truth", true);
    long before;
    makeFolder(runFolder);
    try (MetricSink.Recorder recorder = sink.open(runFolder, lines::add)) {
      before = received(runFolder, lines);
      recorder.record(new Measurement("epoch", values));
      recorder.record(new Measurement("end", Map.of()));
    }
    if (received(runFolder, lines) <= before) {
      throw new AssertionError("Nothing of two measurements arrived in " + runFolder);
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long received(Path folder, List<String> lines) {
    long bytes = lines.stream().mapToLong(String::length).sum();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
