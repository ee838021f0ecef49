package org.rank1.experiments.quantize;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The images on which a model is calibrated: training images, never test images. */
public record CalibrationSettings(
    @Described(value = "name of the data set", legal = "empty for the one the model was trained on")
        String dataset,
    @Described("folder of the data files") Optional<Path> dataFolder,
    @Described(
            value = "training images, chosen at random; all where there are fewer",
            unit = "images",
            range = "[1, 100000]")
        int images) {
  /** 256 images of the data set the model was trained on. */
  public CalibrationSettings() {
    this("", Optional.empty(), 256);
  }

  /** Checks the range. */
  public CalibrationSettings {
    Legal.check(CalibrationSettings.class, dataset, dataFolder, images);
  }
}
