package org.rank1.experiments.validate;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.io.InvalidInputException;

/**
 * On what two models are compared.
 *
 * @param dataset name of the data set, or empty for the one the model was trained on
 * @param dataFolder folder of the data files
 * @param images test images, at least 0
 * @param random random inputs, at least 0
 */
public record InputSettings(String dataset, Optional<Path> dataFolder, int images, int random) {
  private static final int MOST = 100_000;

  /** Checks the ranges given above. */
  public InputSettings {
    within("--images", images);
    within("--random", random);
  }

  private static void within(String place, int value) {
    if (value < 0 || value > MOST) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at %s, must be within [0, %d].".formatted(value, place, MOST));
    }
  }
}
