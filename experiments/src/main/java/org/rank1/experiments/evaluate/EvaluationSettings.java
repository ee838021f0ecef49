package org.rank1.experiments.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.rank1.io.InvalidInputException;

/**
 * On what a model is evaluated.
 *
 * @param dataset name of the data set, or empty for the one the model was trained on
 * @param dataFolder folder of the data files
 * @param images how many test images, the first ones, at least 1; empty for all
 * @param threads threads of a run
 */
public record EvaluationSettings(
    String dataset, Optional<Path> dataFolder, OptionalInt images, int threads) {

  /** Checks the range given above. */
  public EvaluationSettings {
    if (images.isPresent() && images.getAsInt() < 1) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at --images, must be at least 1.".formatted(images.getAsInt()));
    }
  }
}
