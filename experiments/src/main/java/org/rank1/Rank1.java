package org.rank1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.experiments.analyze.AnalysisReport;
import org.rank1.experiments.analyze.AnalysisSettings;
import org.rank1.experiments.analyze.Analyzer;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateFolder;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Reproduction;
import org.rank1.experiments.certificate.VerificationSettings;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.OptionCatalog;
import org.rank1.experiments.demo.Demo;
import org.rank1.experiments.demo.DemoObserver;
import org.rank1.experiments.demo.DemoResult;
import org.rank1.experiments.doctor.Diagnosis;
import org.rank1.experiments.doctor.Doctor;
import org.rank1.experiments.evaluate.EvaluationReport;
import org.rank1.experiments.evaluate.EvaluationSettings;
import org.rank1.experiments.evaluate.Predictions;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.Runs;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.experiments.train.TrialResult;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.image.StatedInput;
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
import org.rank1.runtime.InferenceRuntime;
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
   * All options of all parts and of a run, with what they mean, what is legal and their defaults.
   *
   * <pre>{@code
   * OptionCatalog catalog = rank1.options();
   * }</pre>
   */
  public OptionCatalog options() {
    return OptionCatalog.of(product.get(Parts.class));
  }

  /**
   * What this machine has, and whether models run here and training starts.
   *
   * <pre>{@code
   * Diagnosis diagnosis = rank1.diagnose(System.getenv());
   * }</pre>
   *
   * @param environment of the process
   */
  public Diagnosis diagnose(Map<String, String> environment) {
    return product.get(Doctor.class).diagnose(environment);
  }

  /**
   * The part of a third party in whose code something failed, if it was there.
   *
   * <pre>{@code
   * Optional<PartBinding<?>> culprit = rank1.culprit(failure);
   * }</pre>
   */
  public Optional<PartBinding<?>> culprit(Throwable failure) {
    return product.get(Parts.class).culprit(failure);
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
    return train(folder, RunWatch.nobody(), settings);
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
    return run(
        training().readFile(configuration, with(folder, settings)), folder, RunWatch.nobody());
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
    return run(training().read(with(folder, settings)), folder, watch);
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
    return training().resume(folder, watch, settings);
  }

  private static String[] with(Path folder, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "output=" + folder;
    return all;
  }

  private TrialResult run(ExperimentSpec experiment, Path folder, RunWatch watch) {
    return training().run(experiment, folder, Training.Begun.REFUSED, watch);
  }

  /**
   * Trains once with each seed, in folders {@code seed-N}.
   *
   * <pre>{@code
   * List<TrialResult> trials = rank1.trainSeeds(List.of(1L, 2L), several, "dataset=synthetic", "dataset.train=64", "epochs=1");
   * }</pre>
   *
   * @param folder receives the folders of the runs
   * @param settings {@code key=value}, as after {@code ./rank1 train}
   * @return the results in the order of the seeds
   */
  public List<TrialResult> trainSeeds(List<Long> seeds, Path folder, String... settings) {
    Training training = training();
    return training.seeds(
        training.read(settings), seeds, folder, Training.Begun.REFUSED, RunWatch.nobody());
  }

  /**
   * The main job on the embedded images: trains, splits, exports, validates and times a few
   * networks and writes a report.
   *
   * <pre>{@code
   * DemoResult demo = rank1.demo(folder, stop, watching);
   * }</pre>
   *
   * @param folder receives runs, ONNX files and {@code report.html}; an earlier demo's are replaced
   * @param cancellation ends a training
   */
  public DemoResult demo(Path folder, Cancellation cancellation, DemoObserver observer) {
    return product.get(Demo.class).run(folder, cancellation, observer);
  }

  /**
   * Experiments that are read first and run later, with every choice.
   *
   * <pre>{@code
   * ExperimentSpec experiment = rank1.training().read("dataset=synthetic", "dataset.train=200", "epochs=1");
   * }</pre>
   */
  public Training training() {
    return new Training(product);
  }

  /**
   * Models in memory, with every choice.
   *
   * <pre>{@code
   * ExportedModel exported = rank1.models().export(snapshot, new ExportOptions());
   * }</pre>
   */
  public Models models() {
    return new Models(product);
  }

  /**
   * Benchmarks of this product on this machine.
   *
   * <pre>{@code
   * List<TrainingSpeed> steps = rank1.bench().train(device, 2, 9, speed -> lines.add(speed.name()));
   * }</pre>
   */
  public Benchmarks bench() {
    return new Benchmarks(product);
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
    ExportedModel exported = models().export(snapshot, options);
    write(exported.model(), file);
    return exported;
  }

  private static void write(CheckedModel model, Path file) {
    try {
      model.write(file);
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
    InferenceRuntime runtime = models().runtime(new RuntimeChoice(), threads);
    return models().plan(snapshot, options, runtime, cache, time, line -> {});
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
    QuantizedModel quantized =
        models()
            .quantize(
                models().export(snapshot, options).model(),
                calibration,
                new QuantizationOptions(),
                line -> {});
    write(quantized.model(), file);
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
    return compare(reference, candidate).approximation(inputs, line -> {});
  }

  private Comparison compare(Path reference, Path candidate) {
    return models()
        .compare(CheckedModel.read(reference), CheckedModel.read(candidate), new RuntimeChoice());
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
    return compare(reference, candidate).equivalence(inputs, line -> {}, progress -> {});
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
    return models()
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
    return models().verifyCertificate(file, settings, line -> {}, progress -> {});
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
    return models().runtime(new RuntimeChoice(), threads).open(checked);
  }

  /**
   * How often a model is right on the test images of a data set, what it takes for what, and how
   * fast it is.
   *
   * <pre>{@code
   * EvaluationSettings first = new EvaluationSettings("", Optional.empty(), OptionalInt.of(50), new RuntimeChoice(), 1);
   * EvaluationReport evaluation = rank1.evaluate(split, first);
   * }</pre>
   *
   * @param model exported by this product; for others see {@link Models#evaluate}
   * @throws org.rank1.io.InvalidInputException if the model does not say what it wants, or the data
   *     set has other images or a class that the model lacks
   */
  public EvaluationReport evaluate(Path model, EvaluationSettings settings) {
    LatencyOptions defaults = new LatencyOptions();
    LatencyOptions second =
        new LatencyOptions(1, defaults.warmUpSeconds(), defaults.confidence(), defaults.seed());
    return models()
        .evaluate(CheckedModel.read(model), new StatedInput(), settings, second, line -> {});
  }

  /**
   * What a model takes PNG or JPEG files for. An image that cannot be read does not keep the others
   * from it.
   *
   * <pre>{@code
   * Predictions predictions = rank1.predict(split, 3, photo);
   * }</pre>
   *
   * @param model exported by this product; for others see {@link Models#predict}
   * @param top classes to give for each image, at least 1
   * @throws org.rank1.io.InvalidInputException if the model does not say what it wants
   */
  public Predictions predict(Path model, int top, Path... images) {
    return models()
        .predict(
            CheckedModel.read(model),
            new RuntimeChoice(),
            new StatedInput(),
            List.of(images),
            top,
            line -> {});
  }

  /**
   * Singular values of kernels and of feature maps, layer by layer, and whether the outputs of
   * rank-1 filters keep their bound.
   *
   * <pre>{@code
   * AnalysisReport spectra = rank1.analyze(new AnalysisSettings(), lines::add, folder, split);
   * String page = AnalysisPage.page(spectra);
   * }</pre>
   *
   * @param note told what goes on
   * @param targets folders of runs, or ONNX files, one or two; the images are those of the first
   *     one's data set
   * @throws org.rank1.io.InvalidInputException if a target cannot be opened, has no convolution, or
   *     does not take the images
   */
  public AnalysisReport analyze(AnalysisSettings settings, Consumer<String> note, Path... targets) {
    return product.get(Analyzer.class).analyze(List.of(targets), settings, note);
  }
}
