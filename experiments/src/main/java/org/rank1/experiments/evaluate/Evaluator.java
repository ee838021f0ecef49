package org.rank1.experiments.evaluate;

import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.validate.ClassMatch;
import org.rank1.experiments.validate.Runtimes;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.image.ImageContract;
import org.rank1.onnx.image.ImageModel;
import org.rank1.onnx.image.StatedInput;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;

/** Tries exported models on the test images of a data set. */
public final class Evaluator {
  private final TrialInputs inputs;
  private final Runtimes runtimes;
  private final Verdicts verdicts;

  /** Takes what runs and times models. */
  @Inject
  public Evaluator(TrialInputs inputs, Runtimes runtimes, Verdicts verdicts) {
    this.inputs = inputs;
    this.runtimes = runtimes;
    this.verdicts = verdicts;
  }

  /**
   * Evaluates a model.
   *
   * @param stated how images become the model's input, if it does not say it itself
   * @param note told where the images come from
   * @throws InvalidInputException if nobody says what the model wants, or the data set has other
   *     images or a class that the model lacks
   */
  public EvaluationReport evaluate(
      CheckedModel model,
      StatedInput stated,
      EvaluationSettings settings,
      LatencyOptions timing,
      Consumer<String> note) {
    try (ImageModel classifier =
        ImageModel.open(
            model,
            ImageContract.of(model, stated),
            runtimes.create(settings.runtime(), settings.threads()))) {
      ImageDataset data = inputs.dataset(model, settings.dataset(), settings.dataFolder());
      ImageSet images =
          settings.images().isPresent()
              ? data.test().first(settings.images().getAsInt())
              : data.test();
      int[] labels = ClassMatch.labels(model.place(), classifier.classNames(), data, images);
      note.accept(
          "%d test images of %s from %s".formatted(images.count(), data.name(), data.origin()));
      int[] predicted = classifier.scores(images).stream().mapToInt(Evaluator::largest).toArray();
      ConfusionMatrix confusion = ConfusionMatrix.of(classifier.classNames(), labels, predicted);
      return new EvaluationReport(
          data.name(),
          images.count(),
          ModelMetadata.embedsPreprocessing(model) ? "embedded" : "external",
          confusion.accuracy(),
          confusion,
          latency(model, settings, timing));
    }
  }

  private static int largest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  private EvaluationReport.Latency latency(
      CheckedModel model, EvaluationSettings settings, LatencyOptions timing) {
    LatencyReport report =
        verdicts
            .on(settings.runtime())
            .latency(
                Map.of(model.place(), model),
                TrialInputs.timing(model),
                settings.threads(),
                timing);
    ModelLatency only = report.baseline();
    return new EvaluationReport.Latency(
        report.runtime(),
        report.threads(),
        report.batch(),
        report.rounds(),
        only.medianMs(),
        only.lowerQuartileMs(),
        only.upperQuartileMs());
  }
}
