package org.rank1.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.analyze.AnalysisPage;
import org.rank1.experiments.analyze.AnalysisReport;
import org.rank1.experiments.analyze.AnalysisSettings;
import org.rank1.io.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 analyze}: singular values of kernels and feature maps. */
@Command(
    name = "analyze",
    description =
        "Shows, layer by layer, singular values and numeric ranks of kernels and of feature maps on"
            + " test images, and holds the outputs of rank-1 filters against their bound. Writes an"
            + " HTML page. Exit code 1 if the bound is violated.",
    footer = {"", "Example: ./rank1 analyze runs/demo/rank1 --against runs/demo/dense"},
    mixinStandardHelpOptions = true)
final class AnalyzeCommand implements Callable<Integer> {
  private static final String ONNX = ".onnx";

  private final CommandFactory.Services services;

  @Parameters(
      paramLabel = "RUN|MODEL.onnx",
      description = "Folder of a finished run, or an ONNX model.")
  private Path target;

  @Option(
      names = "--against",
      paramLabel = "RUN|MODEL.onnx",
      description = "Another one to show beside it, on the same images.")
  private @Nullable Path against;

  @Mixin private ImageSource source;

  @Mixin private ModelShapeOption shape;

  @Mixin private RuntimeOption runtime;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Test images to look at, the first ones (default: ${DEFAULT-VALUE}); fewer where feature"
              + " maps are large.")
  private int images = new AnalysisSettings().images();

  @Option(
      names = "--threshold",
      paramLabel = "R",
      description =
          "Singular values above R times the largest one make up the numeric rank (default:"
              + " ${DEFAULT-VALUE}).")
  private double threshold = new AnalysisSettings().threshold();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page (default: analysis.html in the run, or MODEL-analysis.html).")
  private @Nullable Path file;

  @Mixin private OutputOptions output;

  AnalyzeCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() throws IOException {
    Console console = services.console();
    AnalysisSettings settings =
        new AnalysisSettings(
            source.dataset(), source.folder(), shape.shape(), runtime.choice(), images, threshold);
    List<Path> targets = new ArrayList<>(List.of(target));
    if (against != null) {
      targets.add(against);
    }
    Path page = file == null ? besides(target) : file;
    Outputs.requireNoInput("--output", page, targets);
    AnalysisReport report =
        services.rank1().analyze(settings, console::note, targets.toArray(Path[]::new));
    AtomicFile.writeText(page, AnalysisPage.page(report));
    console.result(
        output.json()
            ? Json.write(json(report, page))
            : AnalysisPage.table(report).text() + "Page: " + page);
    return report.boundHolds() ? Main.DONE : Main.CHECK_FAILED;
  }

  private static Path besides(Path target) {
    if (Files.isDirectory(target)) {
      return target.resolve("analysis.html");
    }
    String name = target.toString();
    String stem = name.endsWith(ONNX) ? name.substring(0, name.length() - ONNX.length()) : name;
    return Path.of(stem + "-analysis.html");
  }

  private static Map<String, Object> json(AnalysisReport report, Path page) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataset", report.dataset());
    json.put("images", report.images());
    json.put("threshold", report.threshold());
    json.put("boundHolds", report.boundHolds());
    json.put("models", report.models());
    json.put("page", page.toString());
    return json;
  }
}
