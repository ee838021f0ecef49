package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.Validation;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.onnx.verdict.NetworkMeasurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 validate}: equivalence and speed of two ONNX files. */
@Command(
    name = "validate",
    description =
        "Says whether two ONNX models compute the same, up to rounding, and how fast each is. Exit"
            + " code 1 if they are not equivalent or slower than asked for.",
    footer = {"", "Example: ./rank1 validate composed.onnx split.onnx"},
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Parameters(
      index = "0",
      paramLabel = "REFERENCE.onnx",
      description = "The judge of what is right.")
  private Path reference;

  @Parameters(index = "1", paramLabel = "CANDIDATE.onnx", description = "The other form.")
  private Path candidate;

  @Mixin private ImageSource source;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Test images to compare on (default: ${DEFAULT-VALUE}).")
  private int images = 64;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Random inputs to compare on (default: ${DEFAULT-VALUE}).")
  private int random = 8;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the timed runs (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for measuring latency (default: ${DEFAULT-VALUE}).")
  private double seconds = new LatencyOptions().seconds();

  @Option(
      names = "--min-speedup",
      paramLabel = "R",
      description = "Fail if the candidate is not at least this much faster.")
  private double minSpeedup;

  @Mixin private OutputOptions output;

  ValidateCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    CheckedModel composed = CheckedModel.read(reference);
    CheckedModel other = CheckedModel.read(candidate);
    Validation validation = services.get(Validation.class);
    Console console = services.console();
    List<FloatTensor> inputs =
        validation.inputs(
            composed,
            new InputSettings(source.dataset(), source.folder(), images, random),
            console::note);
    EquivalenceReport equivalence =
        validation.equivalence(composed, other, inputs, new Steps(console));
    LatencyOptions defaults = new LatencyOptions();
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put("reference", composed);
    models.put("candidate", other);
    LatencyReport latency =
        validation.latency(
            models,
            validation.timingInput(composed, other),
            threads,
            new LatencyOptions(
                seconds, defaults.warmUpSeconds(), defaults.confidence(), defaults.seed()));
    boolean fastEnough = latency.model("candidate").speedup() >= minSpeedup;
    print(equivalence, latency, fastEnough);
    return equivalence.equivalent() && fastEnough ? Main.DONE : Main.CHECK_FAILED;
  }

  private void print(EquivalenceReport equivalence, LatencyReport latency, boolean fastEnough) {
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("equivalent", equivalence.equivalent());
      json.put("maxAbsError", equivalence.maxAbsError());
      json.put("tolerance", equivalence.tolerance());
      json.put("worstErrorOverBound", equivalence.worstErrorOverBound());
      json.put("top1Agreement", equivalence.top1Agreement());
      json.put("equivalence", equivalence);
      json.put("speed", latency);
      json.put("fastEnough", fastEnough);
      services.console().result(Json.write(json));
      return;
    }
    Console console = services.console();
    NetworkMeasurement network = equivalence.measurement();
    console.result("Equivalence: " + equivalence.summary());
    for (LayerProof layer : equivalence.layers()) {
      console.result(
          String.format(
              Locale.ROOT,
              "  %-20s error/bound %.3f reference, %.3f candidate%s",
              Printable.line(layer.name()),
              layer.referenceErrorOverBound(),
              layer.candidateErrorOverBound(),
              layer.identical() ? "  (same in both)" : ""));
    }
    console.result(
        String.format(
            Locale.ROOT,
            "  whole network: error %.3g of at most %.3g (the reference's own %.3g), same top class"
                + " on %.2f %%",
            network.candidateMaxAbsError(),
            network.tolerance(),
            network.referenceMaxAbsError(),
            100 * network.top1Agreement()));
    ModelLatency fast = latency.model("candidate");
    console.result(
        String.format(
            Locale.ROOT,
            "Speed: candidate %.3f ms, reference %.3f ms (medians): %.2f× faster, %.0f %% interval"
                + " %.2f to %.2f; %d thread%s, batch %d, %s%s",
            fast.medianMs(),
            latency.baseline().medianMs(),
            fast.speedup(),
            100 * latency.confidence(),
            fast.speedupLow(),
            fast.speedupHigh(),
            latency.threads(),
            latency.threads() == 1 ? "" : "s",
            latency.batch(),
            latency.runtime(),
            fastEnough ? "" : "; too slow, asked for " + minSpeedup + "×"));
  }
}
