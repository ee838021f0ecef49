package org.rank1.experiments.quantize;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.io.InvalidInputException;

/**
 * On what a model is calibrated: training images, never test images.
 *
 * @param dataset name of the data set, or empty for the one the model was trained on
 * @param dataFolder folder of the data files
 * @param images how many, chosen at random; all where there are fewer
 */
public record CalibrationSettings(String dataset, Optional<Path> dataFolder, int images) {
  private static final int MOST = 100_000;

  /** 256 images of the data set the model was trained on. */
  public CalibrationSettings() {
    this("", Optional.empty(), 256);
  }

  /** Checks the range. */
  public CalibrationSettings {
    if (images < 1 || images > MOST) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at --calibration, must be within [1, %d].".formatted(images, MOST));
    }
  }
}
