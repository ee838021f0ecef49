package org.rank1.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rank1.filter.KernelDecomposer;
import org.rank1.metric.Measurement;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;

/** Acts between steps of training: the socket {@code TrainingHook}. */
public interface TrainingHook {

  /** What a hook may touch. */
  interface Context {
    /** What is trained; knows the shapes that the layers read. */
    NetworkSpec network();

    /** Everything that is learned; tensors may be changed in place. */
    List<ParameterGroup> groups();

    /** The optimizer, whose state a hook that moves parameters must reset or adapt. */
    OptimizerFactory.Optimizer optimizer();

    /** Steps done so far. */
    long step();

    /** Epochs done so far. */
    int epoch();

    /** The share of training that is done, from 0 to 1. */
    double progress();

    /** What changes the forms of convolutions; empty where they are fixed. */
    default Optional<Forms> forms() {
      return Optional.empty();
    }

    /** Tells whoever watches the run, if anybody does. */
    default void record(Measurement measurement) {}
  }

  /** The forms of the convolutions of a run, which a hook may change while it trains. */
  interface Forms {
    /** How the run is to train a convolution, whatever a hook has made of it meanwhile. */
    FilterParameterization asked(LayerSpec.Convolution layer);

    /** What takes kernels apart in {@link #change}; of several that cover a form the first. */
    List<KernelDecomposer> decomposers();

    /**
     * Goes on with convolutions in other forms. Where the form of a parameterization is not its
     * layer's, the kernel is composed and taken apart into the factors of the new form; everything
     * else, statistics of batch norms included, is copied. {@link Context#network}, {@link
     * Context#groups} and {@link Context#optimizer} are new ones afterwards: nothing that the
     * optimizer had accumulated remains, not for layers that keep their form either. The schedule
     * goes on.
     *
     * @param parameterizations of every convolution
     * @return by layer, for each that was decomposed, {@code ‖W − Ŵ‖ / ‖W‖}
     * @throws org.rank1.io.InvalidInputException naming the layer that cannot be composed or
     *     decomposed
     */
    Map<String, Double> change(
        Function<LayerSpec.Convolution, FilterParameterization> parameterizations);
  }

  /**
   * Before the first step.
   *
   * @param epochs of the whole run
   */
  default void atStart(Context context, int epochs) {}

  /**
   * A copy of everything that further calls depend on and that is in neither the network's tensors
   * nor the optimizer, as {@link OptimizerFactory.Optimizer#state} gives it: tensors, and numbers
   * as tensors without axes. Empty for a hook that remembers nothing, as it is unless overridden.
   *
   * @param owner owns the copies
   * @return by a name of the hook's own
   */
  default Map<String, NDArray> state(NDManager owner) {
    return Map.of();
  }

  /**
   * Instead of {@link #atStart} where a run goes on: takes over what {@link #state} of an equal
   * hook gave, so that further calls do the same to the bit. The network is in the forms that the
   * run asks for; a hook that had changed them changes them again. What the tensors and the
   * optimizer then hold does not matter, they are overwritten afterwards.
   *
   * @param epochs of the whole run
   * @param state copied; may be closed afterwards
   * @throws IllegalArgumentException if something is missing, unknown or of another shape
   */
  default void restore(Context context, int epochs, Map<String, NDArray> state) {
    if (!state.isEmpty()) {
      throw new IllegalArgumentException(
          "This hook keeps no state, so it cannot take over " + state.keySet());
    }
  }

  /**
   * Whether this hook may change what the network computes, so that batch norms must see images
   * before their running statistics fit again.
   */
  default boolean changesOutputs() {
    return true;
  }

  /** After each step. */
  default void afterStep(Context context) {}

  /** After each epoch, before evaluation. */
  default void afterEpoch(Context context) {}

  /** After the last epoch, before the last evaluation. */
  default void atEnd(Context context) {}
}
