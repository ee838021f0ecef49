package org.rank1.training;

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
