package org.rank1.ops.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Tensors;
import org.rank1.provenance.Provenance;
import org.rank1.training.FilterParameterization;
import org.rank1.training.ParameterGroup;

/**
 * A network that learns: the tensors of a {@link NetworkSpec} as live arrays, and its layers run
 * forward over batches.
 *
 * <pre>{@code
 * TrainingNetwork network = new TrainingNetwork(spec, conv -> parameterization, manager, random);
 * try (NDManager batch = manager.newSubManager()) {
 *   NDArray loss = Losses.softmaxCrossEntropy(network.forward(images, true), labels);
 *   ...
 * }
 * }</pre>
 *
 * <p>The arrays live until the manager closes and are changed only in place. What {@link #forward}
 * computes belongs to the manager of the batch.
 */
public final class TrainingNetwork {
  private final NetworkSpec spec;
  private final NetworkTensors tensors;
  private final LayerForward layers;
  private final List<ParameterGroup> groups;
  private final List<ForwardStep> steps;

  /**
   * Draws every tensor, in layer order: convolutions as their parameterization says, weights of
   * dense layers as He et al. 2015 with variance {@code 2/features}; scales of batch norms are 1,
   * shifts and biases 0.
   *
   * @param parameterizations how each convolution starts and runs; of the layer's form
   * @param manager owns the arrays; its device is where the network learns
   * @throws IllegalArgumentException if a parameterization is of another form than its layer
   */
  public TrainingNetwork(
      NetworkSpec spec,
      Function<LayerSpec.Convolution, FilterParameterization> parameterizations,
      NDManager manager,
      RandomGenerator random) {
    this.spec = spec;
    Map<String, FilterParameterization> byLayer = new HashMap<>();
    for (LayerSpec.Convolution layer : spec.convolutions()) {
      FilterParameterization chosen = parameterizations.apply(layer);
      if (!chosen.form().equals(layer.form())) {
        throw new IllegalArgumentException(
            "Layer \"%s\" has form %s, its parameterization %s"
                .formatted(layer.name(), layer.form(), chosen.form()));
      }
      byLayer.put(layer.name(), chosen);
    }
    Function<LayerSpec.Convolution, FilterParameterization> fixed =
        layer ->
            Optional.ofNullable(byLayer.get(layer.name()))
                .orElseThrow(() -> new IllegalArgumentException("No layer " + layer.name()));
    this.layers = new LayerForward(spec, fixed);
    this.tensors =
        new NetworkTensors(
            spec, manager, (layer, specs) -> startValues(layer, specs, fixed, random));
    this.groups = tensors.learned();
    this.steps = ForwardStep.of(spec);
  }

  private Map<String, FloatTensor> startValues(
      LayerSpec layer,
      List<TensorSpec> specs,
      Function<LayerSpec.Convolution, FilterParameterization> parameterizations,
      RandomGenerator random) {
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (TensorSpec tensor : specs) {
      values.put(tensor.name(), FloatTensor.zeros(tensor.shape()));
    }
    if (layer instanceof LayerSpec.Convolution conv) {
      values.putAll(parameterizations.apply(conv).initialize(spec.convSpec(conv), random).asMap());
    } else if (layer instanceof LayerSpec.Dense dense) {
      int features = spec.shapeOf(dense.input()).size();
      values.put(
          LayerTensors.WEIGHT,
          Initializers.gaussian(List.of(dense.units(), features), 2.0 / features, random));
    } else if (layer instanceof LayerSpec.BatchNorm) {
      for (String role : List.of(LayerTensors.GAMMA, LayerTensors.VARIANCE)) {
        values.computeIfPresent(role, (r, zeros) -> FloatTensor.filled(zeros.shape(), 1));
      }
    }
    return values;
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Everything that is learned, in layer order. */
  public List<ParameterGroup> groups() {
    return groups;
  }

  /**
   * Runs a batch. In training, batch norms use and update the statistics of the batch and dropout
   * drops; the engine records what it computes if a gradient collector is open. Otherwise nothing
   * is recorded.
   *
   * @param batch {@code [N, C, spatial...]}; strides are kept from layer to layer where possible
   * @return the last layer's output as {@code [N, classes]}, owned by the batch's manager
   * @throws IllegalArgumentException if the batch is of another shape
   */
  public NDArray forward(NDArray batch, boolean training) {
    Shape shape = batch.getShape();
    if (shape.dimension() < 1 || !Tensors.extents(shape.slice(1)).equals(spec.input().extents())) {
      throw new IllegalArgumentException(
          "Network \"%s\" reads batches of %s, not %s".formatted(spec.name(), spec.input(), shape));
    }
    return training ? run(batch, true) : GradientMode.unrecorded(() -> run(batch, false));
  }

  private NDArray run(NDArray batch, boolean training) {
    Map<String, NDArray> values = new HashMap<>(Map.of(NetworkSpec.INPUT, batch));
    NDArray output = batch;
    for (ForwardStep step : steps) {
      List<NDArray> inputs = new ArrayList<>();
      step.inputs().forEach(read -> inputs.add(values.get(read)));
      output = layers.apply(step.layer(), inputs, tensors.of(step.layer()), training);
      if (step.thenRelu()) {
        try (NDArray pooled = output) {
          output = Activation.relu(pooled);
        }
      }
      values.put(step.layer().name(), output);
      for (String read : step.lastRead()) {
        values.remove(read).close(); // what the gradient needs, the engine keeps itself
      }
    }
    if (output.getShape().dimension() == 2) {
      return output;
    }
    try (NDArray unflattened = output) {
      return unflattened.reshape(new Shape(batch.getShape().get(0), -1));
    }
  }

  /** An engine-free copy of everything the network has learned. */
  public NetworkSnapshot snapshot(InputContract input, Provenance provenance) {
    return new NetworkSnapshot(spec, tensors.copies(), input, provenance);
  }

  /**
   * Takes over the tensors of a snapshot; the live arrays stay the same.
   *
   * @throws IllegalArgumentException if the snapshot is of another network
   */
  public void load(NetworkSnapshot snapshot) {
    if (!snapshot.network().equals(spec)) {
      throw new IllegalArgumentException(
          "A snapshot of %s does not fit %s".formatted(snapshot.network(), spec));
    }
    for (LayerSpec layer : spec.layers()) {
      snapshot.tensors(layer).forEach((role, value) -> tensors.assign(layer, role, value));
    }
  }

  /** The path ({@code layer/role}) of the first tensor that holds NaN or an infinity. */
  public Optional<String> firstNonFiniteLayer() {
    return tensors.firstNonFinite();
  }
}
