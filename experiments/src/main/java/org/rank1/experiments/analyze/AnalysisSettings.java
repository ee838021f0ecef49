package org.rank1.experiments.analyze;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * On what and how models are analyzed.
 *
 * @param dataset name of the data set, or empty for the one the model was trained on
 * @param dataFolder folder of the data files
 * @param input shape of one example, for ONNX files that leave it open
 * @param images test images, the first ones, within [1, 10000]
 * @param threshold for numeric ranks, relative to the largest singular value, within [1e-6, 1):
 *     below, 32-bit floats have nothing but rounding
 */
public record AnalysisSettings(
    String dataset,
    Optional<Path> dataFolder,
    Optional<FeatureShape> input,
    int images,
    double threshold) {
  private static final int MOST_IMAGES = 10_000;
  private static final double LEAST_THRESHOLD = 1e-6;

  /** 64 images of the data set the model was trained on, threshold 0.01. */
  public AnalysisSettings() {
    this("", Optional.empty(), Optional.empty(), 64, 0.01);
  }

  /** Checks the ranges given above. */
  public AnalysisSettings {
    if (images < 1 || images > MOST_IMAGES) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at --images, must be within [1, %d]."
              .formatted(images, MOST_IMAGES));
    }
    if (!(threshold >= LEAST_THRESHOLD && threshold < 1)) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at --threshold, must be within [%s, 1)."
              .formatted(threshold, LEAST_THRESHOLD));
    }
  }
}
