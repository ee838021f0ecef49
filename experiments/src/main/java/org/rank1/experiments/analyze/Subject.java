package org.rank1.experiments.analyze;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rank1.onnx.check.CheckedModel;

/**
 * A model to look at.
 *
 * @param name the run's folder or the model's file, as the user wrote it
 * @param model as it runs
 * @param layers its convolutions, in order
 * @param leftOut one sentence for each convolution that cannot be looked at
 * @param dataFolder where the images are that it was trained on, as far as is known
 */
record Subject(
    String name,
    CheckedModel model,
    List<AnalyzedLayer> layers,
    List<String> leftOut,
    Optional<Path> dataFolder) {}
