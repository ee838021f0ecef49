package org.rank1.experiments.evaluate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.rank1.data.ImageSet;
import org.rank1.experiments.data.ImageFile;
import org.rank1.experiments.evaluate.Prediction.ClassProbability;
import org.rank1.experiments.validate.Validation;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;

/** Says what exported models take image files for. */
public final class Predictor {
  private final Validation validation;

  /** With what runs models. */
  @Inject
  public Predictor(Validation validation) {
    this.validation = validation;
  }

  /**
   * Predicts, one image after the other.
   *
   * @param images PNG or JPEG files
   * @param top how many classes to give for each, at least 1; all where there are fewer
   * @throws InvalidInputException if the model does not say what it wants, or a file cannot be read
   *     as an image
   */
  public List<Prediction> predict(CheckedModel model, List<Path> images, int top) {
    if (top < 1) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at --top, must be at least 1.".formatted(top));
    }
    List<Prediction> predictions = new ArrayList<>();
    try (Classifier classifier = new Classifier(model, validation.runtime(1))) {
      for (Path image : images) {
        byte[] pixels = ImageFile.read(image, classifier.shape());
        // The label is not known and not looked at.
        ImageSet one = new ImageSet(classifier.shape(), pixels, new int[1]);
        predictions.add(
            new Prediction(
                image.toString(),
                best(classifier.classNames(), softmax(classifier.scores(one).get(0)), top)));
      }
    }
    return predictions;
  }

  private static List<ClassProbability> best(
      List<String> classNames, double[] probabilities, int top) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(c -> new ClassProbability(classNames.get(c), probabilities[c]))
        .sorted(Comparator.comparingDouble(ClassProbability::probability).reversed())
        .limit(top)
        .toList();
  }

  /** Probabilities; the largest score is taken off first, so that nothing overflows. */
  static double[] softmax(float[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      largest = Math.max(largest, score);
    }
    double[] probabilities = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = Math.exp(scores[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
