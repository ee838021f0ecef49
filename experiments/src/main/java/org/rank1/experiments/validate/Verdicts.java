package org.rank1.experiments.validate;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.image.InputShape;
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

/**
 * The verdicts on models, never mixed; which one is asked for: do they compute the same, or, where
 * one was really changed, how closely does it follow the other; and how fast are they.
 */
public final class Verdicts {
  private static final long SEED = new InputSettings().seed();

  /** Images that are compared at once. */
  private static final int PIECE = 64;

  private final Runtimes runtimes;
  private final TrialInputs inputs;
  private final RuntimeChoice choice;

  /** Verdicts on what runs models where nobody chooses. */
  @Inject
  public Verdicts(Runtimes runtimes, TrialInputs inputs) {
    this(runtimes, inputs, new RuntimeChoice());
  }

  private Verdicts(Runtimes runtimes, TrialInputs inputs, RuntimeChoice choice) {
    this.runtimes = runtimes;
    this.inputs = inputs;
    this.choice = choice;
  }

  /** The same verdicts on a runtime of one's choice. */
  public Verdicts on(RuntimeChoice wanted) {
    return new Verdicts(runtimes, inputs, wanted);
  }

  /**
   * Whether the candidate computes what the reference computes.
   *
   * @throws InvalidInputException if only one of them takes raw pixels, or one is quantized
   */
  public EquivalenceReport equivalence(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> tensors,
      Consumer<EquivalenceProgress> progress) {
    requireFloats(reference, candidate);
    requireSamePreprocessing(reference, candidate);
    return new EquivalenceCheck(runtimes.create(choice, 1))
        .compare(reference, candidate, tensors, progress);
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
      List<FloatTensor> tensors,
      Consumer<EquivalenceProgress> progress) {
    requireFloats(reference, candidate);
    requireSamePreprocessing(reference, candidate);
    return new EquivalenceByLevel(runtimes.byLevel(choice))
        .compare(reference, candidate, tensors, progress);
  }

  private static void requireFloats(CheckedModel reference, CheckedModel candidate) {
    for (CheckedModel model : List.of(reference, candidate)) {
      if (model.isReduced()) {
        throw new InvalidInputException(
            "%s computes in fewer bits than 32-bit floats have: it can only approximate another model."
                .formatted(model.place()));
      }
    }
  }

  /** Whether one of two models is quantized, so that at best one approximates the other. */
  public static boolean approximates(CheckedModel reference, CheckedModel candidate) {
    return reference.isReduced() || candidate.isReduced();
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
    try (ApproximationCheck check =
        new ApproximationCheck(reference, candidate, runtimes.create(choice, 1))) {
      if (settings.images() == 0
          || TrialInputs.datasetName(reference, settings.dataset()).isEmpty()) {
        note.accept("no images are used, only random inputs");
        check.add(
            TrialInputs.random(
                reference,
                InputShape.of(reference),
                Math.max(1, settings.random()),
                settings.seed()));
        return check.report();
      }
      ImageDataset data = inputs.dataset(reference, settings.dataset(), settings.dataFolder());
      ImageSet test = data.test().first(settings.images());
      InputContract contract = TrialInputs.contract(reference, data);
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
    return new LatencyComparison(runtimes.create(choice, threads), options)
        .compare(new LinkedHashMap<>(models), input);
  }

  /** How fast each layer with a convolution is in both models, on its own, on one thread. */
  public List<LayerLatency> layerLatencies(CheckedModel reference, CheckedModel candidate) {
    LatencyOptions each = new LatencyOptions(0.1, 0.02, 0.95, SEED);
    return new LayerLatencies(runtimes.create(choice, 1), each)
        .compare(reference, candidate, TrialInputs.timing(reference, candidate));
  }
}
