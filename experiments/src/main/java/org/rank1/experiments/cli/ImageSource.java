package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the images come from on which a model is looked at. */
final class ImageSource {
  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Data set of the images (default: the one the model was trained on).")
  private String dataset = "";

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the data files.")
  private @Nullable Path data;

  /** The data set's name, or empty for the one the model was trained on. */
  String dataset() {
    return dataset;
  }

  /** The folder of the data files, if one is named. */
  Optional<Path> folder() {
    return Optional.ofNullable(data);
  }
}
