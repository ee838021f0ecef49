package org.rank1.experiments.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.rank1.onnx.plan.Machine;

/**
 * What plans are worth, layer by layer.
 *
 * @param runtime what ran the layers, for people
 * @param rows one for each layer and runtime, at least one
 */
public record LayerResults(String runtime, List<LayerBenchmark.Row> rows) {
  /** Copies. */
  public LayerResults {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("illegal rows [], must be at least one");
    }
  }

  /** The layer that gains least. */
  public LayerBenchmark.Row worst() {
    return rows.stream().min(Comparator.comparingDouble(LayerBenchmark.Row::ratio)).orElseThrow();
  }

  /** The geometric mean of all ratios of dense to planned. */
  public double geometricMean() {
    return Math.exp(rows.stream().mapToDouble(row -> Math.log(row.ratio())).sum() / rows.size());
  }

  /** The rows as a table in Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("Measured with ").append(runtime).append(" on ").append(Machine.cpuModel());
    text.append(".\n\n");
    text.append(
        "| layer | threads | auto | dense ms | auto ms | ratio | 95 % | theory | GFLOP/s |\n");
    text.append("|---|---:|---|---:|---:|---:|---|---:|---:|\n");
    for (LayerBenchmark.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %.3f | %.3f | %.2f | %.2f–%.2f | %.2f | %.1f |%n",
              row.layer(),
              row.threads(),
              row.form(),
              row.denseMs(),
              row.ms(),
              row.ratio(),
              row.ratioLow(),
              row.ratioHigh(),
              row.macRatio(),
              row.gflops()));
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
