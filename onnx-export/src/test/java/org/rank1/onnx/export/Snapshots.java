package org.rank1.onnx.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.provenance.Provenance;

/** Snapshots and inputs with seeded random values. */
public final class Snapshots {
  private Snapshots() {}

  /** Weights uniform around zero, batch norms away from the identity, variances positive. */
  public static NetworkSnapshot random(NetworkSpec network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      Map<String, FloatTensor> own = new LinkedHashMap<>();
      for (TensorSpec spec : network.tensors(layer)) {
        int filters = Math.max(1, spec.shape().get(0));
        double range = spec.shape().size() == 1 ? 0.5 : Math.sqrt(3.0 * filters / spec.size());
        boolean positive = spec.name().equals(LayerTensors.VARIANCE);
        own.put(spec.name(), uniform(spec.shape(), positive ? 0.1 : -range, range + 0.2, random));
      }
      tensors.put(layer.name(), own);
    }
    return new NetworkSnapshot(
        network,
        tensors,
        new InputContract(List.of(0.25), List.of(0.5), List.of("a", "\"b\"", "größer")),
        new Provenance("0.0.9", "c0ffee", -42, "synthetic", Map.of()));
  }

  /** Values uniform in a range. */
  public static FloatTensor uniform(
      List<Integer> shape, double low, double high, SplittableRandom random) {
    FloatTensor tensor = FloatTensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) random.nextDouble(low, high);
    }
    return tensor;
  }
}
