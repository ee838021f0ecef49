package org.rank1.training;

import java.util.List;
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
