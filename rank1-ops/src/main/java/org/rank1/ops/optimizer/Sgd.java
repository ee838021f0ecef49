package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/**
 * Stochastic gradient descent, with or without heavy-ball momentum (Polyak 1964, in the form of
 * Sutskever, Martens, Dahl, Hinton 2013): {@code v ← μv + η(g + λw); w ← w − v}. The learning rate
 * of a step scales what the step adds to the velocity, not the velocity it finds.
 */
public final class Sgd implements OptimizerFactory {
  private static final float NO_CLIPPING = -1;

  private final double learningRate;
  private final double momentum;
  private final double weightDecay;

  /** Descends without momentum. */
  public Sgd(SgdOptions options) {
    this(new MomentumOptions(options.learningRate(), 0, options.weightDecay()));
  }

  /** Descends with momentum. */
  public Sgd(MomentumOptions options) {
    this.learningRate = options.learningRate();
    this.momentum = options.momentum();
    this.weightDecay = options.weightDecay();
  }

  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    return new StatefulOptimizer(
        groups, state, momentum == 0 ? List.of() : List.of("velocity"), this::move);
  }

  private void move(
      NDArray parameter, NDArray gradient, List<NDArray> state, long step, double rateFactor) {
    NDList inputs = new NDList(parameter, gradient);
    inputs.addAll(state);
    parameter
        .getNDArrayInternal()
        .sgdUpdate(
            inputs,
            new NDList(parameter),
            (float) (learningRate * rateFactor),
            (float) weightDecay,
            1,
            NO_CLIPPING,
            (float) momentum,
            false);
  }
}
