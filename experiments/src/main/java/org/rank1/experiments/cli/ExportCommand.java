package org.rank1.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rank1.io.InvalidInputException;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.verdict.ApproximationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 export}: writes a trained network as ONNX. */
@Command(
    name = "export",
    description = "Writes the network of a run as an ONNX file (opset 17), batch norm folded.",
    footer = {"", "Example: ./rank1 export runs/demo/rank1 -o split.onnx --form auto"},
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  /** Every layer in the way its form prefers. */
  private static final String PREFERRED = "";

  private final CommandFactory.Services services;

  @Parameters(paramLabel = "RUN", description = "Folder of a finished run.")
  private Path run;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The ONNX file to write.")
  private Path file;

  @Mixin private PlanOptions planning;

  @Option(
      names = "--batch",
      paramLabel = "N|dynamic",
      defaultValue = "1",
      description = "Images the model takes at once (default: ${DEFAULT-VALUE}).")
  private String batch;

  @Option(
      names = "--embed-preprocessing",
      description =
          "The model takes raw pixels, 0 to 255 as floats, and normalizes them itself (default: it"
              + " takes normalized ones).")
  private boolean embedPreprocessing;

  @Option(
      names = "--tensor-order",
      paramLabel = "four|native",
      defaultValue = "four",
      description =
          "Axes of the tensors of signals and video: four, with 2-D convolutions, or as many as the"
              + " network has, with 1-D and 3-D ones (default: ${DEFAULT-VALUE}).")
  private TensorOrder tensorOrder;

  @Mixin private PrecisionOption precision;

  @Mixin private CalibrationOptions calibration;

  @Mixin private OutputOptions output;

  ExportCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() throws IOException {
    Outputs.requireNoInput("--output", file, planning.inputs(run));
    planning.requireUsedRuntime(PREFERRED);
    Path planFile = file.toAbsolutePath().resolveSibling(LoweringPlan.FILE);
    if (planning.measures(PREFERRED)) {
      requireWritable(planFile);
    }
    NetworkSnapshot snapshot = services.rank1().load(run);
    ExportOptions asked =
        new ExportOptions(
            LoweringSelection.preferred(),
            Batch.parse(batch, "--batch"),
            embedPreprocessing,
            tensorOrder);
    ExportOptions options =
        asked.withLowerings(planning.selection(services, snapshot, asked, PREFERRED));
    boolean int8 = precision.isInt8();
    calibration.require(int8);
    long begin = System.nanoTime();
    ExportedModel exported = services.rank1().models().export(snapshot, options);
    CheckedModel written =
        int8 ? calibration.quantize(services, exported.model()) : exported.model();
    written.write(file);
    double exportSeconds = (System.nanoTime() - begin) / 1e9;
    Optional<Path> plan = Optional.empty();
    if (planning.made().isPresent()) {
      plan = Optional.of(planFile);
      planning.made().get().write(plan.get());
    }
    Optional<ApproximationReport> approximation =
        int8
            ? Optional.of(calibration.judge(services, exported.model(), written))
            : Optional.empty();
    print(exported, options, plan, approximation, exportSeconds);
    return Main.DONE;
  }

  /** Says before the measurements what would make them useless. */
  private void requireWritable(Path planFile) {
    if (file.toAbsolutePath().equals(planFile)) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at --output: with --form auto this is the file of the choices; name the model otherwise."
              .formatted(file));
    }
    for (Path written : List.of(file, planFile)) {
      if (Files.isDirectory(written)) {
        throw new InvalidInputException("Cannot write \"%s\": it is a folder.".formatted(written));
      }
    }
  }

  private void print(
      ExportedModel exported,
      ExportOptions options,
      Optional<Path> plan,
      Optional<ApproximationReport> approximation,
      double seconds)
      throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", file.toString());
    result.put("bytes", Files.size(file));
    result.put("batch", options.batch().toString());
    result.put("preprocessing", options.embedPreprocessing() ? "embedded" : "external");
    result.put("lowerings", exported.lowerings().byLayer());
    plan.ifPresent(written -> result.put("plan", written.toString()));
    result.put("convParameters", exported.counts().convParameters());
    result.put("convMacs", exported.counts().convMacs());
    result.put("seconds", seconds);
    approximation.ifPresent(
        report -> {
          result.put("precision", "int8");
          result.putAll(ApproximationText.json(report));
        });
    if (output.json()) {
      services.console().result(Json.write(result));
    } else {
      services
          .console()
          .result(
              String.format(
                  Locale.ROOT,
                  "%s: %,d bytes, batch %s, convolutions with %,d parameters and %,d"
                      + " multiply-adds, written in %.2f s",
                  file,
                  Files.size(file),
                  options.batch(),
                  exported.counts().convParameters(),
                  exported.counts().convMacs(),
                  seconds));
      plan.ifPresent(written -> services.console().result("the choices are in " + written));
      approximation.ifPresent(
          report -> services.console().result("int8. " + ApproximationText.line(report)));
    }
  }
}
