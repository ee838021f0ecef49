package org.rank1.experiments.analyze;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.validate.Runtimes;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.onnx.image.InputShape;
import org.rank1.onnx.inspect.InnerValues;
import org.rank1.onnx.model.ModelSignature;

/** Looks into trained networks: singular values of kernels and of feature maps on real images. */
public final class Analyzer {
  /** Floats of one batch of images, 64 MiB. */
  private static final long LARGEST_BATCH = 1L << 24;

  private final Subjects subjects;
  private final TrialInputs inputs;
  private final Runtimes runtimes;

  /** Takes what opens and runs models. */
  @Inject
  Analyzer(Subjects subjects, TrialInputs inputs, Runtimes runtimes) {
    this.subjects = subjects;
    this.inputs = inputs;
    this.runtimes = runtimes;
  }

  /**
   * Analyzes one model, or two on the same images.
   *
   * @param targets folders of runs, or ONNX files; the images are those of the first one's data set
   * @param note told what goes on
   * @throws InvalidInputException if a target cannot be opened, has no convolution, or does not
   *     take the images
   */
  public AnalysisReport analyze(
      List<Path> targets, AnalysisSettings settings, Consumer<String> note) {
    List<Subject> opened =
        targets.stream().map(target -> subjects.open(target, settings.input())).toList();
    for (Subject subject : opened) {
      subject.leftOut().forEach(note);
      if (subject.layers().isEmpty()) {
        throw new InvalidInputException(
            "\"%s\" has no convolution to analyze.".formatted(subject.name()));
      }
    }
    Subject first = opened.get(0);
    ImageDataset data =
        inputs.dataset(
            first.model(),
            settings.dataset(),
            settings.dataFolder().isEmpty() && settings.dataset().isEmpty()
                ? first.dataFolder()
                : settings.dataFolder());
    ImageSet images = data.test().first(settings.images());
    if (images.count() == 0) {
      throw new InvalidInputException("\"%s\" has no test images.".formatted(data.name()));
    }
    // All of them before the first, which may take minutes.
    List<InputContract> contracts =
        opened.stream().map(subject -> contract(subject, data)).toList();
    note.accept(
        "%d test images of %s from %s".formatted(images.count(), data.name(), data.origin()));
    List<ModelAnalysis> models = new ArrayList<>();
    for (int m = 0; m < opened.size(); m++) {
      models.add(analyze(opened.get(m), images, contracts.get(m), settings, note));
    }
    return new AnalysisReport(
        data.name(),
        images.count(),
        settings.threshold(),
        models,
        models.stream()
            .flatMap(model -> model.layers().stream())
            .allMatch(layer -> layer.bound().holds()));
  }

  /** How images become the model's input, which takes such images. */
  private static InputContract contract(Subject subject, ImageDataset data) {
    FeatureShape shape = InputShape.of(subject.model());
    if (!shape.equals(data.test().shape())) {
      throw new InvalidInputException(
          "\"%s\" takes inputs of %s, but images of \"%s\" are %s."
              .formatted(subject.name(), shape, data.name(), data.test().shape()));
    }
    InputContract contract = TrialInputs.contract(subject.model(), data);
    if (contract.mean().size() != shape.channels()) {
      throw new InvalidInputException(
          "\"%s\" normalizes %d channels but takes inputs of %s."
              .formatted(subject.name(), contract.mean().size(), shape));
    }
    return contract;
  }

  private ModelAnalysis analyze(
      Subject subject,
      ImageSet images,
      InputContract contract,
      AnalysisSettings settings,
      Consumer<String> note) {
    List<LayerCollector> layers =
        subject.layers().stream().map(layer -> new LayerCollector(layer, settings)).toList();
    int declared = subject.model().signature().batch();
    int batch = declared == ModelSignature.ANY ? 1 : declared;
    if ((long) batch * images.shape().size() > LARGEST_BATCH) {
      throw new InvalidInputException(
          "\"%s\" takes %d images of %s at once, more than %d elements."
              .formatted(subject.name(), batch, images.shape(), LARGEST_BATCH));
    }
    Set<String> values = new LinkedHashSet<>();
    layers.forEach(layer -> values.addAll(layer.values()));
    int quarters = 0;
    try (InnerValues inner =
        new InnerValues(subject.model(), values, runtimes.create(settings.runtime(), 1))) {
      for (int from = 0; from < images.count(); from += batch) {
        List<LayerCollector> open = layers.stream().filter(LayerCollector::wantsMore).toList();
        if (open.isEmpty()) {
          break;
        }
        int count = Math.min(batch, images.count() - from);
        var found = inner.of(batch(images, contract, from, count, batch));
        open.forEach(layer -> layer.add(found, batch, count));
        if (4 * (from + count) / images.count() > quarters) {
          quarters = 4 * (from + count) / images.count();
          note.accept(
              "analyzing %s: %d of %d images"
                  .formatted(subject.name(), from + count, images.count()));
        }
      }
    }
    return new ModelAnalysis(
        subject.name(), layers.stream().map(LayerCollector::analysis).toList(), subject.leftOut());
  }

  /** A batch; where there are fewer images than the model wants, the rest is zeros. */
  private static FloatTensor batch(
      ImageSet images, InputContract contract, int from, int count, int size) {
    List<Integer> extents = new ArrayList<>(List.of(size));
    extents.addAll(images.shape().extents());
    FloatTensor batch = FloatTensor.zeros(extents);
    for (int i = 0; i < count; i++) {
      images.normalizeInto(from + i, contract, batch.data(), i * images.shape().size());
    }
    return batch;
  }
}
