package org.rank1.experiments.evaluate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.experiments.validate.Runtimes;
import org.rank1.image.ImageFile;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.ImageContract;
import org.rank1.onnx.image.ImageModel;
import org.rank1.onnx.image.Prediction;
import org.rank1.onnx.image.StatedInput;
import org.rank1.plugin.IllegalOptionException;

/** Says what models take image files for. */
public final class Predictor {
  private final Runtimes runtimes;

  /** Takes what runs models. */
  @Inject
  public Predictor(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  /**
   * Predicts, one image after the other; one that cannot be read does not keep the others from it.
   *
   * @param runtime what runs the model
   * @param stated how images become the model's input, if it does not say it itself
   * @param images PNG or JPEG files
   * @param top how many classes to give for each, at least 1; all where there are fewer
   * @param note told what is done to an image that one would not expect
   * @throws InvalidInputException if nobody says what the model wants, or it gives no scores
   */
  public Predictions predict(
      CheckedModel model,
      RuntimeChoice runtime,
      StatedInput stated,
      List<Path> images,
      int top,
      Consumer<String> note) {
    if (top < 1) {
      throw new IllegalOptionException(Predictor.class, "top", top, "at least 1");
    }
    List<Prediction> made = new ArrayList<>();
    List<Predictions.Refused> refused = new ArrayList<>();
    try (ImageModel classifier =
        ImageModel.open(model, ImageContract.of(model, stated), runtimes.create(runtime, 1))) {
      ImageFile.requireImage(classifier.shape());
      for (Path image : images) {
        byte[] pixels;
        try {
          pixels = pixels(classifier, image, note);
        } catch (InvalidInputException e) {
          refused.add(new Predictions.Refused(image.toString(), String.valueOf(e.getMessage())));
          continue;
        }
        made.add(new Prediction(image.toString(), classifier.best(pixels, top)));
      }
    }
    return new Predictions(made, refused);
  }

  private static byte[] pixels(ImageModel classifier, Path image, Consumer<String> note) {
    ImageFile file = ImageFile.open(image);
    byte[] pixels = classifier.pixels(file);
    file.turned()
        .ifPresent(
            value ->
                note.accept(
                    "\"%s\" is turned upright, EXIF orientation %d".formatted(image, value)));
    return pixels;
  }
}
