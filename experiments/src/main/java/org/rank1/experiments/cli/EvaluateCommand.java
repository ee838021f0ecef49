package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.evaluate.ConfusionMatrix;
import org.rank1.experiments.evaluate.EvaluationReport;
import org.rank1.experiments.evaluate.EvaluationSettings;
import org.rank1.experiments.report.Table;
import org.rank1.onnx.verdict.LatencyOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 evaluate}: accuracy and latency of an ONNX file. */
@Command(
    name = "evaluate",
    description =
        "Says how often an exported model is right on a data set's test images, what it takes for"
            + " what, and how fast it is.",
    footer = {"", "Example: ./rank1 evaluate split.onnx --dataset fashion-mnist"},
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  /** Wider matrices are no use on a screen; the JSON result has them whole. */
  private static final int MOST_CLASSES_SHOWN = 20;

  private static final double SECONDS = 1;

  private final CommandFactory.Services services;

  @Parameters(
      paramLabel = "MODEL.onnx",
      description = "A model exported by this product, or any classifier of images.")
  private Path model;

  @Mixin private ForeignModelOptions foreign;

  @Mixin private RuntimeOption runtime;

  @Mixin private ImageSource source;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Test images to evaluate on, the first ones (default: all).")
  private @Nullable Integer images;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of a run (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Mixin private OutputOptions output;

  EvaluateCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    Console console = services.console();
    EvaluationSettings settings =
        new EvaluationSettings(
            source.dataset(),
            source.folder(),
            images == null ? OptionalInt.empty() : OptionalInt.of(images),
            runtime.choice(),
            threads);
    LatencyOptions defaults = new LatencyOptions();
    EvaluationReport report =
        services
            .rank1()
            .models()
            .evaluate(
                foreign.read(model),
                foreign.stated(),
                settings,
                new LatencyOptions(
                    SECONDS, defaults.warmUpSeconds(), defaults.confidence(), defaults.seed()),
                console::note);
    console.result(output.json() ? Json.write(json(report)) : text(report));
    return Main.DONE;
  }

  private Map<String, Object> json(EvaluationReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model.toString());
    json.put("dataset", report.dataset());
    json.put("images", report.images());
    json.put("preprocessing", report.preprocessing());
    json.put("accuracy", report.accuracy());
    json.put("confusion", report.confusion());
    json.put("latency", report.latency());
    return json;
  }

  private static String text(EvaluationReport report) {
    EvaluationReport.Latency latency = report.latency();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Accuracy: %.2f %% of %d test images of %s",
            100 * report.accuracy(),
            report.images(),
            report.dataset()));
    lines.addAll(matrix(report.confusion()));
    lines.add(
        String.format(
            Locale.ROOT,
            "Latency: median %.3f ms, quartiles %.3f and %.3f ms; %d thread%s, batch %d, %s",
            latency.medianMs(),
            latency.lowerQuartileMs(),
            latency.upperQuartileMs(),
            latency.threads(),
            latency.threads() == 1 ? "" : "s",
            latency.batch(),
            latency.runtime()));
    return String.join(System.lineSeparator(), lines);
  }

  private static List<String> matrix(ConfusionMatrix confusion) {
    List<String> names = confusion.classNames();
    if (names.size() > MOST_CLASSES_SHOWN) {
      return List.of("Confusion matrix: %d classes, see --json".formatted(names.size()));
    }
    Table table =
        new Table(
            Stream.concat(
                    Stream.of("is \\ taken for"),
                    IntStream.range(0, names.size()).mapToObj(String::valueOf))
                .toArray(String[]::new));
    for (int row = 0; row < names.size(); row++) {
      table.row(
          Stream.concat(
                  Stream.of(row + " " + Printable.line(names.get(row))),
                  confusion.counts().get(row).stream().map(String::valueOf))
              .toArray(String[]::new));
    }
    return table.text().lines().toList();
  }
}
