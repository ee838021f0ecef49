package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateFolder;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Certifier;
import org.rank1.experiments.certificate.Sentences;
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
  private int images = new InputSettings().images();

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Random inputs to compare on (default: ${DEFAULT-VALUE}).")
  private int random = new InputSettings().random();

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

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Check every optimization level, and write certificate.json and certificate.html, which"
              + " verify-certificate repeats.")
  private @Nullable Path report;

  @Mixin private OutputOptions output;

  ValidateCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    InputSettings inputs = new InputSettings(source.dataset(), source.folder(), images, random);
    LatencyOptions defaults = new LatencyOptions();
    LatencyOptions timing =
        new LatencyOptions(
            seconds, defaults.warmUpSeconds(), defaults.confidence(), defaults.seed());
    return report == null ? validate(inputs, timing) : certify(inputs, timing, report);
  }

  private int validate(InputSettings settings, LatencyOptions timing) {
    CheckedModel composed = CheckedModel.read(reference);
    CheckedModel other = CheckedModel.read(candidate);
    Validation validation = services.get(Validation.class);
    Console console = services.console();
    List<FloatTensor> inputs = validation.inputs(composed, settings, console::note);
    EquivalenceReport equivalence =
        validation.equivalence(composed, other, inputs, new Steps(console));
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put("reference", composed);
    models.put("candidate", other);
    LatencyReport latency =
        validation.latency(models, validation.timingInput(composed, other), threads, timing);
    return print(equivalence.summary(), equivalence, latency, Map.of(), List.of());
  }

  private int certify(InputSettings settings, LatencyOptions timing, Path folder) {
    Console console = services.console();
    CertificateFolder files = new CertificateFolder(folder);
    Certificate certificate =
        services
            .get(Certifier.class)
            .certify(
                reference,
                candidate,
                new CertificateSettings(settings, threads, timing),
                files,
                console::note,
                new Steps(console));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("levels", certificate.levels());
    json.put("certificate", files.json().toString());
    json.put("page", files.page().toString());
    return print(
        Sentences.equivalence(certificate),
        certificate.decisive().equivalence(),
        certificate.speed().report(),
        json,
        List.of(
            "Certificate: " + files.json() + ", for people " + files.page(),
            "Repeat it: ./rank1 verify-certificate " + files.json() + models(certificate)));
  }

  /** The option that names the models' folders, unless the certificate can. */
  private String models(Certificate certificate) {
    Set<String> options = new LinkedHashSet<>();
    if (certificate.reference().path() == null) {
      options.add(" --models " + folder(reference));
    }
    if (certificate.candidate().path() == null) {
      options.add(" --models " + folder(candidate));
    }
    return String.join("", options);
  }

  private static Path folder(Path file) {
    Path folder = file.getParent();
    return folder == null ? Path.of(".") : folder;
  }

  /** Prints both verdicts and more, and returns the exit code. */
  private int print(
      String sentence,
      EquivalenceReport equivalence,
      LatencyReport latency,
      Map<String, Object> moreJson,
      List<String> moreLines) {
    boolean fastEnough = latency.model("candidate").speedup() >= minSpeedup;
    int code = equivalence.equivalent() && fastEnough ? Main.DONE : Main.CHECK_FAILED;
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
      json.putAll(moreJson);
      services.console().result(Json.write(json));
      return code;
    }
    Console console = services.console();
    NetworkMeasurement network = equivalence.measurement();
    console.result("Equivalence: " + sentence);
    for (LayerProof layer : equivalence.layers()) {
      console.result(
          String.format(
              Locale.ROOT,
              "  %-20s error/bound %.3f reference, %.3f candidate%s",
              layer.name(),
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
    moreLines.forEach(console::result);
    return code;
  }
}
