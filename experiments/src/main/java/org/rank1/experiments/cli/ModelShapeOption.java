package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.bench.ExampleShape;
import org.rank1.network.FeatureShape;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.InputShape;
import picocli.CommandLine.Option;

/** How a model is read that may leave the shape of its input open. */
final class ModelShapeOption {
  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description = "Shape of one example, such as 3x224x224, for a model that leaves it open.")
  private @Nullable String shape;

  /** The shape, if it is given. */
  Optional<FeatureShape> shape() {
    return Optional.ofNullable(shape).map(ExampleShape::parse);
  }

  /** Reads a model, and fixes the shape of its input if the option is given. */
  CheckedModel read(Path file) {
    CheckedModel model = ModelFiles.read(file);
    return shape().map(given -> InputShape.fix(model, given)).orElse(model);
  }
}
