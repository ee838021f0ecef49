package org.rank1.experiments.validate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.image.InputShape;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.Parts;
import org.rank1.provenance.Provenance;

/**
 * Inputs for models: images of the data set they were trained on, or of another one, and random
 * numbers.
 */
public final class TrialInputs {
  private static final long SEED = new InputSettings().seed();

  /** Numbers in all inputs together, 256 MiB. */
  private static final long MOST_NUMBERS = 1L << 26;

  private final Parts parts;

  /** Takes the data sets of all plugins. */
  @Inject
  public TrialInputs(Parts parts) {
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

  /** Random numbers as a model wants them: raw pixels, or normalized ones. */
  static FloatTensor random(CheckedModel model, FeatureShape shape, int count, long seed) {
    return ModelMetadata.embedsPreprocessing(model)
        ? ModelInputs.randomPixels(shape.extents(), count, seed)
        : ModelInputs.random(shape.extents(), count, seed);
  }

  /** The data set asked for, or else the one the model was trained on; empty if it names none. */
  static String datasetName(CheckedModel model, String asked) {
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

  /** How images become a model's input: as it says, or else as the data set says. */
  public static InputContract contract(CheckedModel model, ImageDataset data) {
    return ModelMetadata.saysItsInput(model) ? ModelMetadata.inputContract(model) : data.input();
  }

  /** Random numbers as one batch that all models take: one example where they leave it open. */
  public static FloatTensor timing(CheckedModel... models) {
    int batch =
        Arrays.stream(models)
            .mapToInt(model -> model.signature().batch())
            .filter(size -> size != ModelSignature.ANY)
            .findFirst()
            .orElse(1);
    return random(models[0], InputShape.of(models[0]), batch, SEED);
  }
}
