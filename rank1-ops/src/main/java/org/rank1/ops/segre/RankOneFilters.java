package org.rank1.ops.segre;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.io.InvalidInputException;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.ParameterGroup;

/**
 * The factors of a convolution whose every filter is the outer product of one row of each, {@code
 * W[o] = t[o] ⊗ p[o] ⊗ q[o]}.
 *
 * @param layer the convolution's name
 * @param factors by role, each {@code [O, n]}, in the order of the kernel's modes; live arrays
 */
public record RankOneFilters(String layer, Map<String, NDArray> factors) {
  private static final double ROUNDING = 1e-5;

  /**
   * The factors of a layer, if its filters are such outer products.
   *
   * <p>Asked of the layer's form itself, at one random point: a kernel that is a polynomial of its
   * factors and equals their outer product there equals it everywhere, with probability 1.
   *
   * @param group all tensors of the layer
   */
  public static Optional<RankOneFilters> of(ParameterGroup group) {
    if (!(group.layer() instanceof LayerSpec.Convolution layer)) {
      return Optional.empty();
    }
    Map<String, NDArray> factors = new HashMap<>(group.tensors());
    factors.remove(LayerTensors.BIAS);
    long size = 1;
    for (NDArray factor : factors.values()) {
      if (factor.getShape().dimension() != 2 || factor.getShape().get(0) != layer.outChannels()) {
        return Optional.empty();
      }
      size *= factor.getShape().get(1);
    }
    // the rows of one filter hold as many products as the filter has elements
    long channels = size / layer.geometry().taps() * layer.geometry().groups();
    if (factors.isEmpty() || channels < 1 || channels > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    ConvSpec conv = new ConvSpec((int) channels, layer.outChannels(), layer.geometry());
    List<TensorSpec> specs = layer.form().factors(conv);
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      NDArray factor = factors.get(spec.name());
      if (factor == null || !Tensors.extents(factor.getShape()).equals(spec.shape())) {
        return Optional.empty();
      }
      ordered.put(spec.name(), factor);
    }
    return ordered.size() == factors.size() && isOuterProduct(layer, conv, specs)
        ? Optional.of(new RankOneFilters(layer.name(), ordered))
        : Optional.empty();
  }

  /**
   * Checks that a group whose tensors could be factors of rank-one filters has them all.
   *
   * @throws InvalidInputException if there are others that are not in it
   */
  public static void checkComplete(ParameterGroup group) {
    if (!(group.layer() instanceof LayerSpec.Convolution layer)) {
      return;
    }
    // which names there are, and whether filters are outer products, is the same for all channels
    ConvSpec conv =
        new ConvSpec(2 * layer.geometry().groups(), layer.outChannels(), layer.geometry());
    List<TensorSpec> specs = layer.form().factors(conv);
    List<String> all = specs.stream().map(TensorSpec::name).toList();
    List<String> some = all.stream().filter(group.tensors()::containsKey).toList();
    if (!some.isEmpty()
        && some.size() < all.size()
        && specs.stream().allMatch(spec -> isRow(spec, layer))
        && isOuterProduct(layer, conv, specs)) {
      throw new InvalidInputException(
          "The factors %s of layer \"%s\" move together, so they must have the same settings at optimizer.groups, not %s other ones."
              .formatted(all, layer.name(), some));
    }
  }

  private static boolean isRow(TensorSpec spec, LayerSpec.Convolution layer) {
    return spec.shape().size() == 2 && spec.shape().get(0).equals(layer.outChannels());
  }

  /** Whether a path is that of one of the factors. */
  public boolean has(String path) {
    return factors.keySet().stream().anyMatch(role -> path.equals(layer + "/" + role));
  }

  /** The factors in order. */
  public List<NDArray> inOrder() {
    return List.copyOf(factors.values());
  }

  private static boolean isOuterProduct(
      LayerSpec.Convolution layer, ConvSpec conv, List<TensorSpec> specs) {
    if (!(layer.form().composition(conv) instanceof Composition.Composable composable)) {
      return false;
    }
    Factors probe = probe(specs);
    FloatTensor kernel = composable.kernel().apply(probe);
    int filter = kernel.size() / conv.outChannels();
    for (int o = 0; o < conv.outChannels(); o++) {
      double[] product = outerProduct(specs, probe, o);
      if (product.length != filter) {
        return false;
      }
      for (int i = 0; i < filter; i++) {
        double difference = kernel.data()[o * filter + i] - product[i];
        if (!(Math.abs(difference) <= ROUNDING * Math.abs(product[i]))) {
          return false;
        }
      }
    }
    return true;
  }

  private static Factors probe(List<TensorSpec> specs) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, FloatTensor> values = new HashMap<>();
    for (TensorSpec spec : specs) {
      FloatTensor value = FloatTensor.zeros(spec.shape());
      for (int i = 0; i < value.size(); i++) {
        value.data()[i] = (float) ((1 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
      }
      values.put(spec.name(), value);
    }
    return Factors.of(specs, values);
  }

  private static double[] outerProduct(List<TensorSpec> specs, Factors factors, int filter) {
    double[] product = {1};
    for (TensorSpec spec : specs) {
      int row = spec.shape().get(1);
      double[] longer = new double[product.length * row];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = product[i / row] * factors.get(spec.name()).data()[filter * row + i % row];
      }
      product = longer;
    }
    return product;
  }
}
