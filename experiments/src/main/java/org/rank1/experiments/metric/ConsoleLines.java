package org.rank1.experiments.metric;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

/**
 * Prints one line per measurement, but none for a step: who watches sees these as progress. Values
 * stand right-aligned behind their names, so that lines of the same event are columns:
 *
 * <pre>
 * epoch       epoch        1   loss   0.7231   accuracy   0.8412
 * epoch       epoch        2   loss   0.4410   accuracy   0.8733
 * </pre>
 */
public final class ConsoleLines implements MetricSink {
  /** The part's name. */
  public static final String NAME = "console";

  /** The sink; it has no options. */
  public ConsoleLines() {}

  @Override
  public Recorder open(Path runFolder, Consumer<String> console) {
    return new Recorder() {
      @Override
      public void record(Measurement measurement) {
        if (!measurement.event().equals(STEP)) {
          console.accept(line(measurement));
        }
      }

      @Override
      public void close() {}
    };
  }

  private static String line(Measurement measurement) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-9s", measurement.event()));
    for (Map.Entry<String, Object> value : measurement.values().entrySet()) {
      line.append(
          String.format(Locale.ROOT, "   %s %8s", value.getKey(), formatted(value.getValue())));
    }
    return line.toString().stripTrailing();
  }

  private static String formatted(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      double size = Math.abs(number);
      boolean plain = number == 0 || (size >= 1e-3 && size < 1e5);
      return String.format(Locale.ROOT, plain ? "%.4f" : "%.2e", number);
    }
    return String.valueOf(value);
  }
}
