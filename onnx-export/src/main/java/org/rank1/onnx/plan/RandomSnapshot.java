package org.rank1.onnx.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Provenance;

/**
 * Untrained networks for measuring: seeded normal weights, scaled so that every composed kernel has
 * the variance {@code 2 / fan-in} of He et al., <em>Delving Deep into Rectifiers</em>, 2015, eq.
 * 10. Activations then keep their size through the network, and no number becomes so small that the
 * processor handles it slowly.
 */
public final class RandomSnapshot {
  private RandomSnapshot() {}

  /** A network with such weights; batch norms change nothing. */
  public static NetworkSnapshot of(NetworkSpec network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      Map<String, FloatTensor> own = new LinkedHashMap<>();
      for (TensorSpec spec : network.tensors(layer)) {
        own.put(spec.name(), tensor(layer, spec, random));
      }
      if (layer instanceof LayerSpec.Convolution conv) {
        scale(conv, network.convSpec(conv), own);
      }
      tensors.put(layer.name(), own);
    }
    int channels = network.input().channels();
    return new NetworkSnapshot(
        network,
        tensors,
        new InputContract(
            Collections.nCopies(channels, 0.0),
            Collections.nCopies(channels, 1.0),
            IntStream.range(0, network.outputShape().channels())
                .mapToObj(Integer::toString)
                .toList()),
        new Provenance(ProductVersion.current(), "", seed, "", Map.of()));
  }

  /** Seeded standard normal numbers. */
  public static FloatTensor input(List<Integer> shape, long seed) {
    return normal(shape, 1, new SplittableRandom(seed));
  }

  private static FloatTensor normal(
      List<Integer> shape, double deviation, SplittableRandom random) {
    FloatTensor tensor = FloatTensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (deviation * random.nextGaussian());
    }
    return tensor;
  }

  private static FloatTensor tensor(LayerSpec layer, TensorSpec spec, SplittableRandom random) {
    String role = spec.name();
    if (layer instanceof LayerSpec.BatchNorm) {
      boolean one = role.equals(LayerTensors.GAMMA) || role.equals(LayerTensors.VARIANCE);
      return FloatTensor.filled(spec.shape(), one ? 1 : 0);
    }
    if (role.equals(LayerTensors.BIAS)) {
      return FloatTensor.zeros(spec.shape());
    }
    double deviation = layer instanceof LayerSpec.Dense ? Math.sqrt(2.0 / spec.shape().get(1)) : 1;
    return normal(spec.shape(), deviation, random);
  }

  /** Kernels are linear in each factor, so scaling one of them scales the kernel. */
  private static void scale(
      LayerSpec.Convolution layer, ConvSpec conv, Map<String, FloatTensor> tensors) {
    List<TensorSpec> specs = layer.form().factors(conv);
    Map<String, FloatTensor> kept = new LinkedHashMap<>(tensors);
    kept.keySet().retainAll(specs.stream().map(TensorSpec::name).toList());
    Factors factors = Factors.of(specs, kept);
    double wanted = Math.sqrt(2.0 / conv.fanIn());
    if (layer.form().composition(conv) instanceof Composition.Composable composable) {
      FloatTensor kernel = composable.kernel().apply(factors);
      double deviation = kernel.norm() / Math.sqrt(kernel.size());
      multiply(factors.get(specs.get(0).name()), wanted / deviation);
    } else {
      // Not one kernel: every factor carries its share.
      factors.asMap().values().forEach(f -> multiply(f, Math.pow(wanted, 1.0 / specs.size())));
    }
  }

  private static void multiply(FloatTensor tensor, double factor) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] *= (float) factor;
    }
  }
}
