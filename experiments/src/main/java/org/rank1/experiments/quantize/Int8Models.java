package org.rank1.experiments.quantize;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.experiments.validate.Runtimes;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.filter.FloatTensor;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.quantize.QuantizedModel;
import org.rank1.onnx.quantize.Quantizer;

/** Quantizes exported models. */
public final class Int8Models {
  private static final long SEED = 0x696E7438L;

  /** Floats of calibration images held at once, 256 MiB. */
  private static final int MOST_FLOATS = 1 << 26;

  private final TrialInputs inputs;
  private final Runtimes runtimes;

  /** Takes what knows data sets and runs models. */
  @Inject
  public Int8Models(TrialInputs inputs, Runtimes runtimes) {
    this.inputs = inputs;
    this.runtimes = runtimes;
  }

  /**
   * Quantizes a model.
   *
   * @param model of floats, exported by this product
   * @param calibration on what
   * @param note told where the images come from
   * @throws org.rank1.io.InvalidInputException if the model cannot be quantized, or there are no
   *     images that fit it
   */
  public QuantizedModel quantize(
      CheckedModel model,
      CalibrationSettings calibration,
      QuantizationOptions options,
      Consumer<String> note) {
    ImageDataset data = inputs.dataset(model, calibration.dataset(), calibration.dataFolder());
    List<FloatTensor> images =
        sample(data.train(), ModelMetadata.inputContract(model), calibration.images());
    note.accept(
        "calibrating on %d training images of %s from %s"
            .formatted(images.size(), data.name(), data.origin()));
    return new Quantizer(runtimes.create(new RuntimeChoice(), 1), options)
        .quantize(
            model,
            images,
            Map.of(
                "quantization.dataset", data.name(),
                "quantization.images", Integer.toString(images.size()),
                "quantization.seed", Long.toString(SEED)));
  }

  /** Different images, each {@code [1, C, spatial...]}; always the same ones of the same set. */
  private static List<FloatTensor> sample(ImageSet images, InputContract contract, int wanted) {
    int size = images.shape().size();
    int count = Math.min(Math.min(wanted, images.count()), Math.max(1, MOST_FLOATS / size));
    List<Integer> shape = new ArrayList<>(List.of(1));
    shape.addAll(images.shape().extents());
    List<FloatTensor> sample = new ArrayList<>();
    new SplittableRandom(SEED)
        .ints(0, images.count())
        .distinct()
        .limit(count)
        .forEach(
            image -> {
              FloatTensor tensor = FloatTensor.zeros(shape);
              images.normalizeInto(image, contract, tensor.data(), 0);
              sample.add(tensor);
            });
    return sample;
  }
}
