package org.rank1.experiments.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rank1.data.ImageSet;
import org.rank1.experiments.validate.Validation;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.verdict.ModelSignature;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/** A loaded model with one score per class, fed with images as its metadata says. */
final class Classifier implements AutoCloseable {
  /** Floats of a batch, 16 MiB; more images at once are no faster. */
  private static final int MAX_BATCH_SIZE = 1 << 22;

  private static final int MAX_BATCH = 64;

  private final CheckedModel model;
  private final ModelSignature signature;
  private final InputContract contract;
  private final FeatureShape shape;
  private final InferenceSession session;

  /**
   * Loads a model.
   *
   * @throws InvalidInputException if it does not say how images become its input
   */
  Classifier(CheckedModel model, InferenceRuntime runtime) {
    this.model = model;
    contract = ModelMetadata.inputContract(model);
    signature = ModelSignature.of(model);
    shape = Validation.exampleShape(model);
    if (contract.mean().size() != shape.channels()) {
      throw new InvalidInputException(
          "%s normalizes %d channels but takes inputs of %s."
              .formatted(model.place(), contract.mean().size(), shape));
    }
    session = runtime.open(model.bytes());
  }

  /** The shape of one image. */
  FeatureShape shape() {
    return shape;
  }

  /** What the scores are of. */
  List<String> classNames() {
    return contract.classNames();
  }

  /**
   * The scores of every image, one per class, as they leave the network.
   *
   * @throws InvalidInputException if the model gives another number of scores, or one that is not
   *     finite
   */
  List<float[]> scores(ImageSet images) {
    List<float[]> scores = new ArrayList<>();
    int batch =
        signature.batch() == ModelSignature.ANY
            ? Math.max(1, Math.min(MAX_BATCH, MAX_BATCH_SIZE / shape.size()))
            : signature.batch();
    for (int from = 0; from < images.count(); from += batch) {
      int left = Math.min(batch, images.count() - from);
      int size = signature.batch() == ModelSignature.ANY ? left : batch;
      FloatTensor input = batch(images, from, left, size);
      FloatTensor output = session.run(Map.of(signature.input(), input)).values().iterator().next();
      for (int i = 0; i < left; i++) {
        scores.add(row(output, i, size));
      }
    }
    return scores;
  }

  /** A batch; where there are fewer images than the model wants, the rest is zeros. */
  private FloatTensor batch(ImageSet images, int from, int count, int size) {
    List<Integer> extents = new ArrayList<>(List.of(size));
    extents.addAll(shape.extents());
    if ((long) size * shape.size() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "The input of %s is too large: %s.".formatted(model.place(), extents));
    }
    FloatTensor batch = FloatTensor.zeros(extents);
    for (int i = 0; i < count; i++) {
      images.normalizeInto(from + i, contract, batch.data(), i * shape.size());
    }
    return batch;
  }

  private float[] row(FloatTensor output, int image, int batch) {
    int classes = classNames().size();
    if (output.size() != (long) batch * classes) {
      throw new InvalidInputException(
          "%s names %d classes but gives outputs of shape %s for %d image%s."
              .formatted(model.place(), classes, output.shape(), batch, batch == 1 ? "" : "s"));
    }
    float[] row = new float[classes];
    for (int c = 0; c < classes; c++) {
      row[c] = output.data()[image * classes + c];
      if (!Float.isFinite(row[c])) {
        throw new InvalidInputException(
            "%s gives the score %s for class \"%s\"; scores must be finite."
                .formatted(model.place(), row[c], classNames().get(c)));
      }
    }
    return row;
  }

  @Override
  public void close() {
    session.close();
  }
}
