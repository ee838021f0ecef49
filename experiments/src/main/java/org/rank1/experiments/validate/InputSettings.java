package org.rank1.experiments.validate;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The inputs on which two models are compared. */
public record InputSettings(
    @Described(value = "name of the data set", legal = "empty for the one the model was trained on")
        String dataset,
    @Described("folder of the data files") Optional<Path> dataFolder,
    @Described(value = "test images", unit = "images", range = "[0, 100000]") int images,
    @Described(value = "random inputs", range = "[0, 100000]") int random,
    @Described("seed of the random inputs") long seed) {
  private static final long SEED = 0x72616E6B31L;

  /** 64 test images of the data set the model was trained on, 8 random inputs. */
  public InputSettings() {
    this("", Optional.empty(), 64, 8);
  }

  /** Takes the seed that is used where nobody names one. */
  public InputSettings(String dataset, Optional<Path> dataFolder, int images, int random) {
    this(dataset, dataFolder, images, random, SEED);
  }

  /** Checks the ranges given above. */
  public InputSettings {
    Legal.check(InputSettings.class, dataset, dataFolder, images, random, seed);
  }
}
