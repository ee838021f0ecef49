package org.rank1.experiments.validate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.image.InputShape;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.quantize.Quantizer;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.onnx.verdict.ApproximationCheck;
import org.rank1.onnx.verdict.ApproximationReport;
import org.rank1.onnx.verdict.EquivalenceByLevel;
import org.rank1.onnx.verdict.EquivalenceCheck;
import org.rank1.onnx.verdict.EquivalenceProgress;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerLatencies;
import org.rank1.onnx.verdict.LayerLatency;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.Parts;
import org.rank1.provenance.Provenance;
import org.rank1.runtime.InferenceRuntime;

/**
 * The verdicts on exported models, never mixed: do they compute the same, or, where one was really
 * changed, how closely does it follow the other; and how fast are they.
 */
public final class Validation {
  private static final String RUNTIME = "onnxruntime-cpu";
  private static final long SEED = new InputSettings().seed();

  /** Numbers in all inputs together, 256 MiB. */
  private static final long MOST_NUMBERS = 1L << 26;

  /** Images that are compared at once. */
  private static final int PIECE = 64;

  private final Parts parts;

  /** With the parts of all plugins. */
  @Inject
  public Validation(Parts parts) {
    this.parts = parts;
  }

  /**
   * Inputs for two models: images of the data set they were trained on, as they want them, and
   * random numbers. Models that do not say what they want get random numbers only.
   *
   * @param settings how many of each, and of which data set
   * @param note told where the inputs come from
   * @throws InvalidInputException if the reference's input shape is not fixed but for the batch
   */
  public List<FloatTensor> inputs(
      CheckedModel reference, InputSettings settings, Consumer<String> note) {
    return prepare(reference, settings, note).tensors();
  }

  /**
   * {@link #inputs} with what it takes to make them again.
   *
   * @throws InvalidInputException if the reference's input shape is not fixed but for the batch, or
   *     the inputs are too many
   */
  public PreparedInputs prepare(
      CheckedModel reference, InputSettings settings, Consumer<String> note) {
    FeatureShape shape = InputShape.of(reference);
    boolean raw = ModelMetadata.embedsPreprocessing(reference);
    List<FloatTensor> inputs = new ArrayList<>();
    String dataset = datasetName(reference, settings.dataset());
    String origin = "";
    int images = 0;
    InputContract contract = null;
    if (dataset.isEmpty()) {
      note.accept(reference.place() + " does not name a data set; only random inputs are used");
    } else if (settings.images() > 0) {
      ImageDataset data = dataset(reference, settings.dataset(), settings.dataFolder());
      contract = contract(reference, data);
      images = Math.min(settings.images(), data.test().count());
      requireFitting(shape, images, "images");
      inputs.add(ModelInputs.images(data.test(), contract, images));
      origin = data.origin();
      note.accept("%d test images of %s from %s".formatted(images, data.name(), origin));
    }
    int random = inputs.isEmpty() ? Math.max(1, settings.random()) : settings.random();
    requireFitting(shape, images + random, "random");
    if (random > 0) {
      inputs.add(random(reference, shape, random, settings.seed()));
    }
    boolean ofModel = isOfModel(reference, settings.dataset());
    return new PreparedInputs(
        inputs,
        images == 0 ? "" : dataset,
        ofModel,
        images == 0 || !ofModel ? Map.of() : trainingOptions(reference),
        origin,
        images,
        random,
        settings.seed(),
        raw ? "embedded" : "external",
        contract == null || raw ? List.of() : contract.mean(),
        contract == null || raw ? List.of() : contract.standardDeviation());
  }

  private static void requireFitting(FeatureShape shape, int count, String component) {
    long most = Math.max(1, MOST_NUMBERS / shape.size());
    if (count > most) {
      throw new IllegalOptionException(
          InputSettings.class,
          component,
          count,
          "at most %d for inputs of %s, test images and random ones together"
              .formatted(most, shape));
    }
  }

  private static FloatTensor random(CheckedModel model, FeatureShape shape, int count, long seed) {
    return ModelMetadata.embedsPreprocessing(model)
        ? ModelInputs.randomPixels(shape.extents(), count, seed)
        : ModelInputs.random(shape.extents(), count, seed);
  }

  private static String datasetName(CheckedModel model, String asked) {
    return asked.isEmpty() ? ModelMetadata.read(model).getOrDefault("dataset", "") : asked;
  }

  /** Whether the data set asked for is the one the model was trained on, by silence or by name. */
  private static boolean isOfModel(CheckedModel model, String asked) {
    return asked.isEmpty() || asked.equals(datasetName(model, ""));
  }

  /** The options with which the data set was loaded that the model was trained on. */
  private static Map<String, String> trainingOptions(CheckedModel model) {
    Map<String, String> options = new LinkedHashMap<>();
    ModelMetadata.read(model)
        .forEach(
            (key, value) -> {
              if (key.startsWith(Provenance.DATASET_OPTION)) {
                options.put(key.substring(Provenance.DATASET_OPTION.length()), value);
              }
            });
    return options;
  }

  /**
   * The images to try a model on.
   *
   * @param name of the data set, or empty for the one the model was trained on; that one keeps the
   *     options it was trained with, by whichever of the two it is named
   * @param folder of the data files
   * @throws InvalidInputException if neither names a data set, or its images do not fit the model
   */
  public ImageDataset dataset(CheckedModel model, String name, Optional<Path> folder) {
    String dataset = datasetName(model, name);
    if (dataset.isEmpty()) {
      throw new InvalidInputException(
          "%s does not name the data set it was trained on; name one with --dataset."
              .formatted(model.place()));
    }
    FeatureShape shape = InputShape.of(model);
    ImageDataset data =
        parts
            .create(
                DatasetProvider.class,
                "dataset",
                dataset,
                isOfModel(model, name) ? trainingOptions(model) : Map.of())
            .load(folder.orElse(null), shape);
    if (!data.test().shape().equals(shape)) {
      throw new InvalidInputException(
          "%s takes inputs of %s, but images of \"%s\" are %s; name another one with --dataset."
              .formatted(model.place(), shape, dataset, data.test().shape()));
    }
    return data;
  }

  /**
   * Whether the candidate computes what the reference computes.
   *
   * @throws InvalidInputException if only one of them takes raw pixels, or one is quantized
   */
  public EquivalenceReport equivalence(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> inputs,
      Consumer<EquivalenceProgress> progress) {
    requireFloats(reference, candidate);
    requireSamePreprocessing(reference, candidate);
    return new EquivalenceCheck(runtime(1)).compare(reference, candidate, inputs, progress);
  }

  /**
   * Whether the candidate computes what the reference computes, at every optimization level of the
   * runtime.
   *
   * @throws InvalidInputException as {@link #equivalence}
   */
  public List<LevelVerdict> equivalenceByLevel(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> inputs,
      Consumer<EquivalenceProgress> progress) {
    requireFloats(reference, candidate);
    requireSamePreprocessing(reference, candidate);
    Map<OptimizationLevel, InferenceRuntime> runtimes = new EnumMap<>(OptimizationLevel.class);
    for (OptimizationLevel level : OptimizationLevel.values()) {
      runtimes.put(level, runtime(Map.of("threads", 1, "optimizationLevel", spelled(level))));
    }
    return new EquivalenceByLevel(runtimes).compare(reference, candidate, inputs, progress);
  }

  private static String spelled(OptimizationLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static void requireFloats(CheckedModel reference, CheckedModel candidate) {
    for (CheckedModel model : List.of(reference, candidate)) {
      if (Quantizer.isQuantized(model)) {
        throw new InvalidInputException(
            "%s is quantized: it can only approximate another model.".formatted(model.place()));
      }
    }
  }

  /** Whether one of two models is quantized, so that at best one approximates the other. */
  public static boolean approximates(CheckedModel reference, CheckedModel candidate) {
    return Quantizer.isQuantized(reference) || Quantizer.isQuantized(candidate);
  }

  /**
   * How closely the candidate follows the reference: on test images of the data set the reference
   * was trained on, with the accuracy of both, or on random inputs where it names none.
   *
   * @param note told where the inputs come from
   * @throws InvalidInputException if only one of them takes raw pixels, their inputs or outputs
   *     differ in shape, or there is nothing to compare them on
   */
  public ApproximationReport approximation(
      CheckedModel reference,
      CheckedModel candidate,
      InputSettings settings,
      Consumer<String> note) {
    requireSamePreprocessing(reference, candidate);
    try (ApproximationCheck check = new ApproximationCheck(reference, candidate, runtime(1))) {
      if (settings.images() == 0 || datasetName(reference, settings.dataset()).isEmpty()) {
        note.accept("no images are used, only random inputs");
        check.add(
            random(
                reference,
                InputShape.of(reference),
                Math.max(1, settings.random()),
                settings.seed()));
        return check.report();
      }
      ImageDataset data = dataset(reference, settings.dataset(), settings.dataFolder());
      ImageSet test = data.test().first(settings.images());
      InputContract contract = contract(reference, data);
      int[] labels = labels(reference, data, test, note);
      for (int from = 0; from < test.count(); from += PIECE) {
        int count = Math.min(PIECE, test.count() - from);
        check.add(
            ModelInputs.images(test, contract, from, count),
            Arrays.copyOfRange(labels, from, from + count));
      }
      note.accept(
          "%d test images of %s from %s".formatted(test.count(), data.name(), data.origin()));
      return check.report();
    }
  }

  private static int[] labels(
      CheckedModel model, ImageDataset data, ImageSet images, Consumer<String> note) {
    if (ModelMetadata.saysItsInput(model)) {
      return ClassMatch.labels(
          model.place(), ModelMetadata.inputContract(model).classNames(), data, images);
    }
    note.accept(
        model.place()
            + " does not name its classes; they are taken for those of the data in order");
    return images.labels();
  }

  private static InputContract contract(CheckedModel model, ImageDataset data) {
    return ModelMetadata.saysItsInput(model) ? ModelMetadata.inputContract(model) : data.input();
  }

  private static void requireSamePreprocessing(CheckedModel reference, CheckedModel candidate) {
    boolean raw = ModelMetadata.embedsPreprocessing(reference);
    if (raw != ModelMetadata.embedsPreprocessing(candidate)) {
      throw new InvalidInputException(
          "%s takes raw pixels and %s normalized ones; export both with --embed-preprocessing, or neither."
              .formatted(
                  (raw ? reference : candidate).place(), (raw ? candidate : reference).place()));
    }
  }

  /**
   * How fast models are, measured interleaved; the first one is the baseline.
   *
   * @param input one batch that every model takes
   */
  public LatencyReport latency(
      Map<String, CheckedModel> models, FloatTensor input, int threads, LatencyOptions options) {
    return new LatencyComparison(runtime(threads), options)
        .compare(new LinkedHashMap<>(models), input);
  }

  /** How fast each layer with a convolution is in both models, on its own, on one thread. */
  public List<LayerLatency> layerLatencies(CheckedModel reference, CheckedModel candidate) {
    LatencyOptions each = new LatencyOptions(0.1, 0.02, 0.95, SEED);
    return new LayerLatencies(runtime(1), each)
        .compare(reference, candidate, timingInput(reference, candidate));
  }

  /** Random numbers as one batch that all models take: one example where they leave it open. */
  public FloatTensor timingInput(CheckedModel... models) {
    int batch =
        Arrays.stream(models)
            .mapToInt(model -> model.signature().batch())
            .filter(size -> size != ModelSignature.ANY)
            .findFirst()
            .orElse(1);
    return random(models[0], InputShape.of(models[0]), batch, SEED);
  }

  /** What exported models run on. */
  public InferenceRuntime runtime(int threads) {
    return runtime(Map.of("threads", threads));
  }

  private InferenceRuntime runtime(Map<String, ?> options) {
    return parts.create(InferenceRuntime.class, "runtime", RUNTIME, options);
  }
}
