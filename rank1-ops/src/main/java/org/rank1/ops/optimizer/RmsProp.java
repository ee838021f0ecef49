package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.rank1.ops.tensor.Scalars;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/**
 * RMSProp (Tieleman and Hinton, lecture 6.5 of <em>Neural Networks for Machine Learning</em>,
 * 2012): {@code s ← ρs + (1−ρ)g²; w ← w − η g / (√s + ε)} with {@code g + λw} for g.
 */
public final class RmsProp implements OptimizerFactory {
  private final RmsPropOptions options;

  /** Takes its options. */
  public RmsProp(RmsPropOptions options) {
    this.options = options;
  }

  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    Elementwise rule = this::move;
    return new StatefulOptimizer(
        groups, state, List.of("square"), rule.decayed(options.weightDecay()));
  }

  private void move(
      NDArray parameter, NDArray gradient, List<NDArray> state, double rateFactor, Scalars number) {
    NDArray square = state.get(0);
    square
        .muli(number.of(options.rho()))
        .addi(gradient.square().muli(number.of(1 - options.rho())));
    gradient.muli(number.of(options.learningRate() * rateFactor));
    parameter.subi(gradient.divi(square.sqrt().addi(number.of(options.epsilon()))));
  }
}
