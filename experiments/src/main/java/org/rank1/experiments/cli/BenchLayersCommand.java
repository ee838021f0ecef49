package org.rank1.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rank1.Rank1;
import org.rank1.experiments.bench.LayerBenchmark;
import org.rank1.experiments.bench.LayerResults;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.runtime.InferenceRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rank1 bench layers}: what a plan is worth, layer by layer. */
@Command(
    name = "layers",
    description =
        "Plans rank-1 layers of many shapes one by one and measures each, on its own, against the"
            + " dense layer. Exit code 1 if one is slower than asked for.",
    footer = {"", "Example: ./rank1 bench layers --threads 1,2 --out layers.md --json"},
    mixinStandardHelpOptions = true)
final class BenchLayersCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads of the runtime, each measured (default: 1,2).")
  private List<Integer> threads = List.of(1, 2);

  @Mixin private RuntimeOption runtime;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for each comparison (default: ${DEFAULT-VALUE}).")
  private double seconds = 0.15;

  @Option(names = "--first", paramLabel = "N", description = "Measure the first N shapes only.")
  private int first = Integer.MAX_VALUE;

  @Option(
      names = "--min-ratio",
      paramLabel = "R",
      description = "Fail if a planned layer is not at least this much faster than dense.")
  private double minRatio;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the table as Markdown.")
  private @Nullable Path out;

  @Option(
      names = "--no-cache",
      description = "Measure every layer, also those in the user's cache ($RANK1_CACHE_DIR).")
  private boolean noCache;

  @Mixin private OutputOptions output;

  BenchLayersCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() throws IOException {
    Console console = services.console();
    if (first < 1) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at --first, must be at least 1.".formatted(first));
    }
    Thresholds.requireRatio(minRatio, "--min-ratio");
    LatencyOptions options = PlanOptions.latency(seconds, seconds / 5, 0);
    Rank1 rank1 = services.rank1();
    LatencyCache cache =
        noCache
            ? LatencyCache.none()
            : rank1.models().latencyCache(services.environment(), console::note);
    List<InferenceRuntime> runtimes =
        threads.stream().map(n -> rank1.models().runtime(runtime.choice(), n)).toList();
    LayerResults results = rank1.bench().layers(runtimes, cache, options, first, console::note);
    if (out != null) {
      AtomicFile.writeText(out, results.markdown());
    }
    print(results);
    return results.worst().ratio() >= minRatio ? Main.DONE : Main.CHECK_FAILED;
  }

  private void print(LayerResults results) {
    List<LayerBenchmark.Row> rows = results.rows();
    LayerBenchmark.Row worst = results.worst();
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("shapes", rows.stream().map(LayerBenchmark.Row::layer).distinct().count());
      json.put("worstRatio", worst.ratio());
      json.put("worst", worst);
      json.put("geometricMean", results.geometricMean());
      json.put("layers", rows);
      services.console().result(Json.write(json));
      return;
    }
    services.console().result(results.markdown().strip());
    services
        .console()
        .result(
            String.format(
                Locale.ROOT,
                "%n%d layers: geometric mean %.2f×, the worst %.2f× (%s, %s)",
                rows.size(),
                results.geometricMean(),
                worst.ratio(),
                worst.layer(),
                worst.form()));
  }
}
