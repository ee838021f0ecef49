package org.rank1.onnx.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rank1.data.ImageSet;
import org.rank1.filter.FloatTensor;
import org.rank1.image.ImageFile;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.Prediction.ClassProbability;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * A loaded classifier: reads image files as it was trained on them, normalizes, runs, and names
 * classes.
 *
 * <pre>{@code
 * try (ImageModel model = ImageModel.open(CheckedModel.read(file), new OnnxRuntimeCpu(options))) {
 *   Prediction prediction = model.predict(photo, 3);
 * }
 * }</pre>
 */
public final class ImageModel implements AutoCloseable {
  /** Floats of a batch, 16 MiB; more images at once are no faster. */
  private static final int MAX_BATCH_SIZE = 1 << 22;

  private static final int MAX_BATCH = 64;

  private final CheckedModel model;
  private final ModelSignature signature;
  private final ImageContract contract;
  private final boolean probabilities;
  private final InferenceSession session;

  private ImageModel(CheckedModel model, ImageContract contract, InferenceRuntime runtime) {
    this.model = model;
    this.contract = contract;
    signature = model.signature();
    probabilities = ClassScores.areProbabilities(model.proto());
    session = runtime.open(model);
  }

  /**
   * Loads a model that this product exported.
   *
   * @throws InvalidInputException if it does not say how images become its input, or the runtime
   *     refuses it
   */
  public static ImageModel open(CheckedModel model, InferenceRuntime runtime) {
    return open(model, ImageContract.of(model), runtime);
  }

  /**
   * Loads a model.
   *
   * @param contract how images become its input
   * @throws InvalidInputException if the runtime refuses it
   */
  public static ImageModel open(
      CheckedModel model, ImageContract contract, InferenceRuntime runtime) {
    return new ImageModel(model, contract, runtime);
  }

  /** The shape of one image. */
  public FeatureShape shape() {
    return contract.shape();
  }

  /** What the scores are of. */
  public List<String> classNames() {
    return contract.input().classNames();
  }

  /**
   * Says what an image file shows.
   *
   * @param top how many classes to give, at least 1; all where there are fewer
   * @throws InvalidInputException if the file cannot be read as an image, or the scores are none
   */
  public Prediction predict(Path image, int top) {
    return new Prediction(image.toString(), best(pixels(ImageFile.open(image)), top));
  }

  /**
   * The pixels of an image file in the model's size.
   *
   * @return bytes, channels last: {@code [H, W, C]}
   * @throws InvalidInputException if the file is damaged, or the model takes no images
   */
  public byte[] pixels(ImageFile image) {
    ImageFile.requireImage(shape());
    return image.read(shape(), contract.resize());
  }

  /**
   * The most probable classes of an image, the best first.
   *
   * @param pixels bytes, channels last: {@code [H, W, C]}
   * @param top how many, at least 1; all where there are fewer
   * @throws InvalidInputException if the model gives no score for each class
   */
  public List<ClassProbability> best(byte[] pixels, int top) {
    // The label is not known and not looked at.
    float[] scores = scores(new ImageSet(shape(), pixels, new int[1])).get(0);
    double[] probable =
        probabilities
            ? IntStream.range(0, scores.length).mapToDouble(c -> scores[c]).toArray()
            : ClassScores.softmax(scores);
    return IntStream.range(0, probable.length)
        .mapToObj(c -> new ClassProbability(classNames().get(c), probable[c]))
        .sorted(Comparator.comparingDouble(ClassProbability::probability).reversed())
        .limit(top)
        .toList();
  }

  /**
   * The scores of every image, one per class, as they leave the network.
   *
   * @throws InvalidInputException if the model gives another number of scores, or one that is not
   *     finite
   */
  public List<float[]> scores(ImageSet images) {
    List<float[]> scores = new ArrayList<>();
    int batch =
        signature.batch() == ModelSignature.ANY
            ? Math.max(1, Math.min(MAX_BATCH, MAX_BATCH_SIZE / shape().size()))
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
    extents.addAll(shape().extents());
    if ((long) size * shape().size() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "The input of %s is too large: %s.".formatted(model.place(), extents));
    }
    FloatTensor batch = FloatTensor.zeros(extents);
    for (int i = 0; i < count; i++) {
      images.normalizeInto(from + i, contract.input(), batch.data(), i * shape().size());
    }
    return batch;
  }

  private float[] row(FloatTensor output, int image, int batch) {
    int classes = classNames().size();
    if (output.size() != (long) batch * classes) {
      throw new InvalidInputException(
          "%s has names for %d classes but gives outputs of shape %s for %d image%s."
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
