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
import org.rank1.Comparison;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateFolder;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Sentences;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.ApproximationReport;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerProof;
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
            + " code 1 if they are not equivalent or slower than asked for. A quantized candidate"
            + " gets a verdict on its approximation instead, as --verdict asks for.",
    footer = {"", "Example: ./rank1 validate composed.onnx split.onnx"},
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  /** What is asked about two models. */
  enum Verdict {
    /** Whether both compute the same. */
    equivalence,
    /** How closely one follows the other. */
    approximation
  }

  private static final int IMAGES = new InputSettings().images();
  private static final int ROUNDS_THAT_FIT = 0;

  /** Agreement is a share of images: of few it is known badly. */
  private static final int IMAGES_OF_APPROXIMATION = 1000;

  private final CommandFactory.Services services;

  @Parameters(
      index = "0",
      paramLabel = "REFERENCE.onnx",
      description = "The judge of what is right.")
  private Path reference;

  @Parameters(index = "1", paramLabel = "CANDIDATE.onnx", description = "The other form.")
  private Path candidate;

  @Mixin private ImageSource source;

  @Mixin private ModelShapeOption shape;

  @Mixin private RuntimeOption runtime;

  @Option(
      names = "--verdict",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}: do both compute the same, or how closely does the candidate"
              + " follow (default: approximation if one is quantized, else equivalence).")
  private @Nullable Verdict verdict;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Test images to compare on (default: 64, or "
              + IMAGES_OF_APPROXIMATION
              + " if the candidate is quantized).")
  private @Nullable Integer images;

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

  @Option(
      names = "--min-agreement",
      paramLabel = "P",
      description =
          "Fail if a quantized candidate chooses the reference's class on less than this share of"
              + " the inputs, within [0, 1].")
  private double minAgreement;

  @Mixin private OutputOptions output;

  ValidateCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    LatencyOptions timing =
        PlanOptions.latency(seconds, new LatencyOptions().warmUpSeconds(), ROUNDS_THAT_FIT);
    Thresholds.requireRatio(minSpeedup, "--min-speedup");
    Thresholds.requireShare(minAgreement, "--min-agreement");
    return report == null ? validate(timing) : certify(timing, report);
  }

  private InputSettings settings(int otherwise) {
    return new InputSettings(
        source.dataset(), source.folder(), images == null ? otherwise : images, random);
  }

  private int validate(LatencyOptions timing) {
    CheckedModel composed = shape.read(reference);
    CheckedModel other = shape.read(candidate);
    Comparison comparison = services.rank1().models().compare(composed, other, runtime.choice());
    Console console = services.console();
    if (verdict == Verdict.approximation || (verdict == null && comparison.approximates())) {
      return approximation(comparison, timing);
    }
    requireNoAgreement();
    EquivalenceReport equivalence =
        comparison.equivalence(settings(IMAGES), console::note, new Steps(console));
    LatencyReport latency = comparison.latency(threads, timing);
    return print(equivalence.summary(), equivalence, latency, Map.of(), List.of());
  }

  private void requireNoAgreement() {
    if (minAgreement > 0) {
      throw new InvalidInputException(
          "--min-agreement is for a quantized candidate; \"%s\" must compute the same."
              .formatted(candidate));
    }
  }

  private int approximation(Comparison comparison, LatencyOptions timing) {
    Console console = services.console();
    ApproximationReport report =
        comparison.approximation(settings(IMAGES_OF_APPROXIMATION), console::note);
    LatencyReport latency = comparison.latency(threads, timing);
    boolean fastEnough = latency.model("candidate").speedup() >= minSpeedup;
    boolean closeEnough = report.top1Agreement() >= minAgreement;
    if (output.json()) {
      Map<String, Object> json = ApproximationText.json(report);
      json.put("closeEnough", closeEnough);
      json.put("speed", latency);
      json.put("fastEnough", fastEnough);
      console.result(Json.write(json));
    } else {
      console.result(
          ApproximationText.line(report)
              + (closeEnough ? "" : " Not close enough, asked for " + minAgreement + "."));
      console.result(SpeedText.line(latency, fastEnough, minSpeedup));
    }
    return closeEnough && fastEnough ? Main.DONE : Main.CHECK_FAILED;
  }

  private int certify(LatencyOptions timing, Path folder) {
    requireNoAgreement();
    runtime.requireDefault("--report, which a certificate could not repeat.");
    if (verdict == Verdict.approximation) {
      throw new InvalidInputException(
          "--report certifies equivalence, not --verdict approximation.");
    }
    if (shape.shape().isPresent()) {
      throw new InvalidInputException(
          "--report certifies files as they are; write models with a fixed shape instead of --input.");
    }
    Console console = services.console();
    CertificateFolder files = new CertificateFolder(folder);
    Certificate certificate =
        services
            .rank1()
            .models()
            .certify(
                reference,
                candidate,
                new CertificateSettings(settings(IMAGES), threads, timing),
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
            "Repeat it: ./rank1 verify-certificate "
                + Printable.argument(files.json())
                + models(certificate)));
  }

  /** The option that names the models' folders, unless the certificate can. */
  private String models(Certificate certificate) {
    Set<String> options = new LinkedHashSet<>();
    if (certificate.reference().path() == null) {
      options.add(" --models " + Printable.argument(folder(reference)));
    }
    if (certificate.candidate().path() == null) {
      options.add(" --models " + Printable.argument(folder(candidate)));
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
              "  %-20s error/bound %.3f reference, %.3f candidate; %s",
              Printable.line(layer.name()),
              layer.referenceErrorOverBound(),
              layer.candidateErrorOverBound(),
              Printable.line(layer.weights().sentence())));
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
    console.result(SpeedText.line(latency, fastEnough, minSpeedup));
    moreLines.forEach(console::result);
    return code;
  }
}
