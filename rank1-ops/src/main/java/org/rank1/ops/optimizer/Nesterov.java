package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.rank1.ops.tensor.Scalars;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/**
 * Nesterov's accelerated gradient in the form of Bengio, Boulanger-Lewandowski, Pascanu (2013),
 * whose parameters are the ones that the gradient is taken at: {@code v ← μv + η(g + λw); w ← w −
 * (μv + η(g + λw))}.
 */
public final class Nesterov implements OptimizerFactory {
  private final MomentumOptions options;

  /** Takes the options of {@code momentum}. */
  public Nesterov(MomentumOptions options) {
    this.options = options;
  }

  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    Elementwise rule = this::move;
    return new StatefulOptimizer(
        groups, state, List.of("velocity"), rule.decayed(options.weightDecay()));
  }

  private void move(
      NDArray parameter, NDArray gradient, List<NDArray> state, double rateFactor, Scalars number) {
    NDArray momentum = number.of(options.momentum());
    NDArray velocity = state.get(0);
    gradient.muli(number.of(options.learningRate() * rateFactor));
    velocity.muli(momentum).addi(gradient);
    parameter.subi(velocity.mul(momentum).addi(gradient));
  }
}
