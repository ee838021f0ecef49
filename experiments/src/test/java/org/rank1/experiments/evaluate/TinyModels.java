package org.rank1.experiments.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rank1.experiments.data.Synthetic;
import org.rank1.experiments.data.SyntheticOptions;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.provenance.Provenance;

/** Small networks with seeded random weights, for images of 28×28 in ten classes. */
public final class TinyModels {
  /** How their images are normalized, and the ten classes of the synthetic data set. */
  public static final InputContract CONTRACT =
      new InputContract(List.of(0.4), List.of(0.3), classNames());

  private static List<String> classNames() {
    SyntheticOptions small = new SyntheticOptions(1, 28, 28, 10, 10, 10, 1);
    return new Synthetic(small).load(null).input().classNames();
  }

  private TinyModels() {}

  /** A padded convolution and a fully connected layer, for one channel. */
  public static NetworkSnapshot convolutional(String dataset) {
    return convolutional(dataset, 1);
  }

  /** The same with other weights. */
  public static NetworkSnapshot convolutional(String dataset, long seed) {
    NetworkSpec network =
        new NetworkBuilder("tiny", FeatureShape.of(1, 28, 28), new Rank1Form())
            .conv("conv1", 6, ConvGeometry.same2d(3), false)
            .batchNorm("bn1")
            .relu("relu1")
            .maxPool("pool1", 4)
            .flatten("flatten")
            .dense("logits", 10)
            .build();
    return random(network, dataset, seed);
  }

  /** A snapshot of a network with ten outputs. */
  public static NetworkSnapshot random(NetworkSpec network, String dataset) {
    return random(network, dataset, 1);
  }

  private static NetworkSnapshot random(NetworkSpec network, String dataset, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      Map<String, FloatTensor> own = new LinkedHashMap<>();
      for (TensorSpec spec : network.tensors(layer)) {
        FloatTensor tensor = FloatTensor.zeros(spec.shape());
        boolean positive = spec.name().equals(LayerTensors.VARIANCE);
        for (int i = 0; i < tensor.size(); i++) {
          tensor.data()[i] = (float) (positive ? random.nextDouble(0.5, 1) : random.nextGaussian());
        }
        own.put(spec.name(), tensor);
      }
      tensors.put(layer.name(), own);
    }
    return snapshot(network, tensors, CONTRACT, dataset);
  }

  /** A snapshot of anything. */
  public static NetworkSnapshot snapshot(
      NetworkSpec network,
      Map<String, Map<String, FloatTensor>> tensors,
      InputContract contract,
      String dataset) {
    return new NetworkSnapshot(
        network, tensors, contract, new Provenance("0", "hash", 1, dataset, Map.of()));
  }

  /** Exports to a file and returns it. */
  public static Path export(NetworkSnapshot snapshot, ExportOptions options, Path file)
      throws IOException {
    new OnnxExporter().export(snapshot, options, file);
    return file;
  }
}
