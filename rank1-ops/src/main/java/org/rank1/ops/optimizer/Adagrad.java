package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.rank1.ops.tensor.Scalars;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/**
 * Adagrad with a diagonal matrix (Duchi, Hazan, Singer 2011): {@code s ← s + g²; w ← w − η g / (√s
 * + ε)} with {@code g + λw} for g.
 */
public final class Adagrad implements OptimizerFactory {
  private final AdagradOptions options;

  /** Takes its options. */
  public Adagrad(AdagradOptions options) {
    this.options = options;
  }

  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    Elementwise rule = this::move;
    return new StatefulOptimizer(
        groups, state, List.of("sum"), rule.decayed(options.weightDecay()));
  }

  private void move(
      NDArray parameter, NDArray gradient, List<NDArray> state, double rateFactor, Scalars number) {
    NDArray sum = state.get(0);
    sum.addi(gradient.square());
    gradient.muli(number.of(options.learningRate() * rateFactor));
    parameter.subi(gradient.divi(sum.sqrt().addi(number.of(options.epsilon()))));
  }
}
