package org.rank1.experiments.bench;

import jakarta.inject.Inject;
import java.util.Map;
import org.rank1.architecture.Architecture;
import org.rank1.filter.FilterForm;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.Parts;

/** Networks by the name of their architecture, with seeded random weights. */
public final class BenchNetworks {
  /** Copies of the dense weights that are alive at once: snapshot, models that compete, bytes. */
  private static final int COPIES = 8;

  private static final int MAX_CLASSES = 100_000;

  private final Parts parts;

  /** Takes the parts of all plugins. */
  @Inject
  public BenchNetworks(Parts parts) {
    this.parts = parts;
  }

  /**
   * A network.
   *
   * @param architecture name of a part
   * @param shape of one example
   * @param form name of the form of every convolution
   * @throws InvalidInputException if a name is unknown, the shape is illegal or too small for the
   *     network, or the network too large for the memory at hand
   */
  public NetworkSnapshot create(
      String architecture, FeatureShape shape, String form, int classes, long seed) {
    if (classes < 1 || classes > MAX_CLASSES) {
      throw new IllegalOptionException(
          BenchNetworks.class, "classes", classes, "within [1, %d]".formatted(MAX_CLASSES));
    }
    Architecture part = parts.create(Architecture.class, "network", architecture, Map.of());
    FilterForm kernels = parts.create(FilterForm.class, "form", form, Map.of());
    NetworkSpec network;
    try {
      network = part.build(shape, classes, kernels);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Network \"%s\" cannot be built for an input of %s: %s."
              .formatted(architecture, shape, e.getMessage()),
          e);
    }
    requireMemory(network);
    return RandomSnapshot.of(network, seed);
  }

  private static void requireMemory(NetworkSpec network) {
    NetworkCounts counts =
        NetworkCounts.of(network, (layer, conv) -> layer.form().lowerings(conv).get(0));
    long dense =
        network.convolutions().stream()
            .mapToLong(
                layer -> {
                  var conv = network.convSpec(layer);
                  return (long) conv.outChannels() * conv.fanIn();
                })
            .sum();
    long bytes = Float.BYTES * COPIES * (dense + counts.parameters());
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw new InvalidInputException(
          "Network \"%s\" needs about %d MB of heap, there are %d: set RANK1_JAVA_OPTS=-Xmx%dg."
              .formatted(network.name(), bytes >> 20, most >> 20, (bytes >> 30) + 1));
    }
  }
}
