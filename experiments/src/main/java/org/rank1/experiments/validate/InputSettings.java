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
 * @param seed of the random inputs
 */
public record InputSettings(
    String dataset, Optional<Path> dataFolder, int images, int random, long seed) {
  private static final int MOST = 100_000;
  private static final long SEED = 0x72616E6B31L;

  /** 64 test images of the data set the model was trained on, 8 random inputs. */
  public InputSettings() {
    this("", Optional.empty(), 64, 8);
  }

  /** With the seed that is used where nobody names one. */
  public InputSettings(String dataset, Optional<Path> dataFolder, int images, int random) {
    this(dataset, dataFolder, images, random, SEED);
  }

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
