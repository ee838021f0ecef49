package org.rank1.experiments.analyze;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.network.FeatureShape;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The inputs on which models are analyzed, and how. */
public record AnalysisSettings(
    @Described(value = "name of the data set", legal = "empty for the one the model was trained on")
        String dataset,
    @Described("folder of the data files") Optional<Path> dataFolder,
    @Described("shape of one example, for ONNX files that leave it open")
        Optional<FeatureShape> input,
    @Described("what runs the models") RuntimeChoice runtime,
    @Described(value = "test images, the first ones", unit = "images", range = "[1, 10000]")
        int images,
    @Described(
            value =
                "threshold for numeric ranks, relative to the largest singular value; below 1e-6, 32-bit floats have nothing but rounding",
            range = "[1e-6, 1)")
        double threshold) {
  /** 64 images of the data set the model was trained on, threshold 0.01. */
  public AnalysisSettings() {
    this("", Optional.empty(), Optional.empty(), new RuntimeChoice(), 64, 0.01);
  }

  /** Checks the ranges given above. */
  public AnalysisSettings {
    Legal.check(AnalysisSettings.class, dataset, dataFolder, input, runtime, images, threshold);
  }
}
