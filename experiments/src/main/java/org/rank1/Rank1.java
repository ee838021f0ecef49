package org.rank1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.bench.Plans;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateFolder;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Certifier;
import org.rank1.experiments.certificate.Reproduction;
import org.rank1.experiments.certificate.VerificationSettings;
import org.rank1.experiments.certificate.Verifier;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.experiments.quantize.Int8Models;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.Runs;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.experiments.train.TrialResult;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.experiments.validate.Runtimes;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.quantize.QuantizedModel;
import org.rank1.onnx.verdict.ApproximationReport;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;
import org.rank1.runtime.InferenceSession;

/**
 * Train, split, export, prove: what the commands do, for programs. Nothing is printed, and nothing
 * but the named folders and files is written.
 *
 * <pre>{@code
 * Rank1 rank1 = Rank1.create();
 * TrialResult run =
 *     rank1.train(folder, "dataset=synthetic", "dataset.train=200", "architecture.width=0.25", "epochs=1");
 * NetworkSnapshot snapshot = rank1.load(run.folder());
 * rank1.export(snapshot, new ExportOptions().withLowering("composed"), composed);
 * rank1.export(snapshot, split);
 * EquivalenceReport verdict = rank1.validate(composed, split);
 * }</pre>
 *
 * <p>What the caller asked for wrongly is an {@link org.rank1.io.InvalidInputException} with one
 * sentence; a file that cannot be read or written is an {@link UncheckedIOException}. An instance
 * may be shared by threads, but only one training runs at a time in a process.
 */
public final class Rank1 {
  private final Product product;

  private Rank1(Product product) {
    this.product = product;
  }

  /**
   * The product with all plugins on the class path.
   *
   * <pre>{@code
   * Rank1 rank1 = Rank1.create();
   * }</pre>
   */
  public static Rank1 create() {
    return new Rank1(Product.assemble(Rank1.class.getClassLoader()));
  }

  /**
   * The product with all plugins on the class path and those in a folder of jars.
   *
   * <pre>{@code
   * Rank1 extended = Rank1.withPlugins(plugins);
   * }</pre>
   *
   * @throws org.rank1.io.InvalidInputException if the folder, a jar or a plugin cannot be used
   */
  public static Rank1 withPlugins(Path folder) {
    return new Rank1(Product.assemble(Rank1.class.getClassLoader(), folder));
  }

  /**
   * All parts: socket, name, origin, and the factory that knows the options.
   *
   * <pre>{@code
   * for (PartBinding<?> part : rank1.parts()) {
   *   lines.add(part.socket().getSimpleName() + " " + part.name() + " from " + part.origin());
   * }
   * }</pre>
   */
  public List<PartBinding<?>> parts() {
    return product.get(Parts.class).all();
  }

  /**
   * Trains, without telling anybody what goes on.
   *
   * <pre>{@code
   * TrialResult run =
   *     rank1.train(folder, "dataset=synthetic", "dataset.train=200", "architecture.width=0.25", "epochs=1");
   * }</pre>
   *
   * @param folder receives the run; it may exist, but must hold none
   * @param settings {@code key=value}, as after {@code ./rank1 train}
   */
  public TrialResult train(Path folder, String... settings) {
    return run(reader().read(with(folder, settings)), folder, RunWatch.nobody());
  }

  /**
   * Trains as a YAML file says.
   *
   * <pre>{@code
   * TrialResult run = rank1.trainFile(configuration, folder, "epochs=1");
   * }</pre>
   *
   * @param configuration the file
   * @param folder receives the run; it may exist, but must hold none
   * @param settings {@code key=value}; they win over the file's
   */
  public TrialResult trainFile(Path configuration, Path folder, String... settings) {
    return run(reader().read(configuration, with(folder, settings)), folder, RunWatch.nobody());
  }

  /**
   * Trains, watched.
   *
   * <pre>{@code
   * rank1.train(folder, lines::add, observer, "dataset=synthetic", "dataset.train=200", "epochs=1");
   * }</pre>
   *
   * @param folder receives the run; it may exist, but must hold none
   * @param lines receives what people want to read
   * @param observer is told every few steps how far training is
   * @param settings {@code key=value}, as after {@code ./rank1 train}
   */
  public TrialResult train(
      Path folder, Consumer<String> lines, TrainingObserver observer, String... settings) {
    return train(folder, new RunWatch(lines, observer, new Cancellation()), settings);
  }

  /**
   * Trains, watched by who may also stop it. So may whoever interrupts the thread.
   *
   * <pre>{@code
   * Cancellation stop = new Cancellation();
   * rank1.train(folder, new RunWatch(lines::add, observer, stop), "dataset=synthetic", "dataset.train=200", "epochs=1");
   * }</pre>
   *
   * @param folder receives the run; it may exist, but must hold none
   * @param settings {@code key=value}, as after {@code ./rank1 train}
   * @throws org.rank1.experiments.train.TrainingStopped if training was stopped; {@link #resume}
   *     goes on
   */
  public TrialResult train(Path folder, RunWatch watch, String... settings) {
    return run(reader().read(with(folder, settings)), folder, watch);
  }

  /**
   * Goes on with a run that was stopped or killed, from its newest checkpoint, to the weights that
   * it would have had in the end.
   *
   * <pre>{@code
   * TrialResult further = rank1.resume(folder, RunWatch.nobody(), "epochs=2");
   * }</pre>
   *
   * @param folder the run's
   * @param settings {@code key=value}; only {@code epochs} and what does not change what is
   *     computed
   * @throws org.rank1.io.InvalidInputException if there is no run, or it is finished
   */
  public TrialResult resume(Path folder, RunWatch watch, String... settings) {
    return product.get(Runs.class).resume(folder, List.of(settings), watch);
  }

  private ExperimentReader reader() {
    return new ExperimentReader(product.get(Parts.class));
  }

  private static List<String> with(Path folder, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("output=" + folder);
    return all;
  }

  private TrialResult run(ExperimentSpec spec, Path folder, RunWatch watch) {
    return product.get(Runs.class).run(spec, folder, watch);
  }

  /**
   * What a run has learned: a finished one, or one that has ended an epoch, whose provenance then
   * says so.
   *
   * <pre>{@code
   * NetworkSnapshot snapshot = rank1.load(folder);
   * }</pre>
   *
   * @throws org.rank1.io.InvalidInputException if there is no such run in the folder, or its file
   *     is damaged
   */
  public NetworkSnapshot load(Path folder) {
    return product.get(Runs.class).load(folder);
  }

  /**
   * Writes a network as ONNX, each convolution split as its form prefers, for one image at a time.
   *
   * <pre>{@code
   * rank1.export(snapshot, split);
   * }</pre>
   */
  public ExportedModel export(NetworkSnapshot snapshot, Path file) {
    return export(snapshot, new ExportOptions(), file);
  }

  /**
   * Writes a network as ONNX.
   *
   * <pre>{@code
   * rank1.export(snapshot, new ExportOptions().withLowering("chain").withBatch(Batch.DYNAMIC), chain);
   * }</pre>
   *
   * @throws org.rank1.io.InvalidInputException if no convolution offers the lowering
   */
  public ExportedModel export(NetworkSnapshot snapshot, ExportOptions options, Path file) {
    try {
      return new OnnxExporter().export(snapshot, options, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Chooses the stages of every convolution by what they take on ONNX Runtime, layer by layer and
   * in the whole network.
   *
   * <pre>{@code
   * LoweringPlan plan = rank1.plan(snapshot, new ExportOptions(), 1, LatencyCache.none(), brief);
   * rank1.export(snapshot, new ExportOptions().withLowerings(plan.selection()), planned);
   * plan.write(scratch.resolve(LoweringPlan.FILE));
   * }</pre>
   *
   * @param options how the network will be exported; its lowerings are not used
   * @param threads of each run
   * @param cache of what was measured before
   * @param time for each comparison of whole networks; a layer gets a fifth of it
   */
  public LoweringPlan plan(
      NetworkSnapshot snapshot,
      ExportOptions options,
      int threads,
      LatencyCache cache,
      LatencyOptions time) {
    return Plans.plan(
        snapshot,
        options,
        product.get(Runtimes.class).create(new RuntimeChoice(), threads),
        cache,
        time,
        line -> {});
  }

  /**
   * Writes a network as an ONNX model that computes on 8-bit integers, an approximation.
   *
   * <pre>{@code
   * CalibrationSettings calibration = new CalibrationSettings("", Optional.empty(), 64);
   * QuantizedModel quantized = rank1.exportInt8(snapshot, new ExportOptions(), calibration, int8);
   * }</pre>
   *
   * @param calibration training images on which the ranges of activations are seen
   * @throws org.rank1.io.InvalidInputException if there are no such images
   */
  public QuantizedModel exportInt8(
      NetworkSnapshot snapshot, ExportOptions options, CalibrationSettings calibration, Path file) {
    CheckedModel floats = new OnnxExporter().export(snapshot, options).model();
    QuantizedModel quantized =
        product
            .get(Int8Models.class)
            .quantize(floats, calibration, new QuantizationOptions(), line -> {});
    try {
      quantized.model().write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return quantized;
  }

  /**
   * How closely a model, such as a quantized one, follows another one.
   *
   * <pre>{@code
   * InputSettings some = new InputSettings("", Optional.empty(), 100, 0);
   * ApproximationReport closeness = rank1.approximation(split, int8, some);
   * }</pre>
   *
   * @param inputs on what they are compared
   */
  public ApproximationReport approximation(Path reference, Path candidate, InputSettings inputs) {
    return product
        .get(Verdicts.class)
        .approximation(
            CheckedModel.read(reference), CheckedModel.read(candidate), inputs, line -> {});
  }

  /**
   * Whether a model computes what another one computes, on 64 test images of the data set it was
   * trained on and 8 random inputs.
   *
   * <pre>{@code
   * EquivalenceReport verdict = rank1.validate(composed, split);
   * }</pre>
   */
  public EquivalenceReport validate(Path reference, Path candidate) {
    return validate(reference, candidate, new InputSettings());
  }

  /**
   * Whether a model computes what another one computes.
   *
   * <pre>{@code
   * InputSettings few = new InputSettings("synthetic", Optional.empty(), 4, 2);
   * EquivalenceReport quick = rank1.validate(composed, split, few);
   * }</pre>
   *
   * @param inputs on what they are compared
   */
  public EquivalenceReport validate(Path reference, Path candidate, InputSettings inputs) {
    CheckedModel judge = CheckedModel.read(reference);
    return product
        .get(Verdicts.class)
        .equivalence(
            judge,
            CheckedModel.read(candidate),
            product.get(TrialInputs.class).inputs(judge, inputs, line -> {}),
            progress -> {});
  }

  /**
   * Validates two models at every optimization level, measures their latency, and writes {@code
   * certificate.json} and {@code certificate.html}, which anyone can have repeated.
   *
   * <pre>{@code
   * CertificateSettings settings = new CertificateSettings(few, 1, new LatencyOptions(0.1, 0.01, 0.95, 0));
   * Certificate certificate = rank1.certify(composed, split, settings, report);
   * }</pre>
   *
   * @param settings on what they are compared, and how latency is measured
   * @param folder receives the certificate; it may exist, but must not hold one of other models
   * @throws org.rank1.io.InvalidInputException if it does; then, and whenever the models cannot be
   *     judged, nothing is written
   */
  public Certificate certify(
      Path reference, Path candidate, CertificateSettings settings, Path folder) {
    return product
        .get(Certifier.class)
        .certify(
            reference,
            candidate,
            settings,
            new CertificateFolder(folder),
            line -> {},
            progress -> {});
  }

  /**
   * Repeats a certificate with its own settings.
   *
   * <pre>{@code
   * Reproduction again = rank1.verifyCertificate(report.resolve("certificate.json"), new VerificationSettings());
   * }</pre>
   *
   * @param file a {@code certificate.json}
   * @param settings where the models and images are, if not beside the certificate
   * @throws org.rank1.io.InvalidInputException if the file is no certificate, or its models or
   *     images are not to be found
   */
  public Reproduction verifyCertificate(Path file, VerificationSettings settings) {
    return product.get(Verifier.class).verify(file, settings, line -> {}, progress -> {});
  }

  /**
   * How fast models are, measured interleaved; ratios are to the first.
   *
   * <pre>{@code
   * LatencyReport speed = rank1.latency(1, new LatencyOptions(0.1, 0.01, 0.95, 0), composed, split);
   * double faster = speed.model(split.toString()).speedup();
   * }</pre>
   *
   * @param threads of each run
   * @param options how long to measure
   * @param models one or more files, which name the results
   */
  public LatencyReport latency(int threads, LatencyOptions options, Path... models) {
    Map<String, CheckedModel> read = new LinkedHashMap<>();
    for (Path model : models) {
      read.put(model.toString(), CheckedModel.read(model));
    }
    return product
        .get(Verdicts.class)
        .latency(
            read, TrialInputs.timing(read.values().toArray(CheckedModel[]::new)), threads, options);
  }

  /**
   * Loads a model to run it.
   *
   * <pre>{@code
   * try (InferenceSession session = rank1.open(split, 1)) {
   *   outputs = session.run(Map.of("input", image));
   * }
   * }</pre>
   *
   * @param threads that compute one run
   * @throws org.rank1.io.InvalidInputException if the file is no valid model
   */
  public InferenceSession open(Path model, int threads) {
    CheckedModel checked = CheckedModel.read(model);
    return product.get(Runtimes.class).create(new RuntimeChoice(), threads).open(checked);
  }
}
