package org.rank1.experiments.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The images on which a model is evaluated. */
public record EvaluationSettings(
    @Described(value = "name of the data set", legal = "empty for the one the model was trained on")
        String dataset,
    @Described("folder of the data files") Optional<Path> dataFolder,
    @Described(
            value = "test images, the first ones; empty for all",
            unit = "images",
            range = "[1, ∞)")
        OptionalInt images,
    @Described("what runs the model") RuntimeChoice runtime,
    @Described(value = "threads of a run", unit = "threads", range = "[1, 1024]") int threads) {

  /** Checks the range given above. */
  public EvaluationSettings {
    Legal.check(EvaluationSettings.class, dataset, dataFolder, images, runtime, threads);
  }
}
