package org.rank1.experiments.train;

import ai.djl.ndarray.NDManager;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.network.TrainingNetwork;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;

/** A network and what moves it, with memory of their own: replaced together where forms change. */
final class Learner implements AutoCloseable {
  private final NDManager manager;
  private final TrainingNetwork network;
  private final OptimizerFactory.Optimizer optimizer;

  private Learner(NDManager manager, TrainingNetwork network, OptimizerFactory optimizer) {
    this.manager = manager;
    this.network = network;
    this.optimizer = optimizer.create(network.groups(), manager);
  }

  /** Draws the network's tensors. */
  static Learner drawn(
      NetworkSpec spec,
      Function<LayerSpec.Convolution, FilterParameterization> parameterizations,
      OptimizerFactory optimizer,
      NDManager parent,
      RandomGenerator random) {
    NDManager manager = parent.newSubManager();
    return new Learner(
        manager, new TrainingNetwork(spec, parameterizations, manager, random), optimizer);
  }

  /** Takes the network's tensors from a snapshot; nothing is accumulated yet. */
  static Learner of(
      NetworkSnapshot snapshot,
      Function<LayerSpec.Convolution, FilterParameterization> parameterizations,
      OptimizerFactory optimizer,
      NDManager parent,
      RandomGenerator unused) {
    Learner learner = drawn(snapshot.network(), parameterizations, optimizer, parent, unused);
    learner.network.load(snapshot);
    return learner;
  }

  TrainingNetwork network() {
    return network;
  }

  OptimizerFactory.Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public void close() {
    manager.close();
  }
}
