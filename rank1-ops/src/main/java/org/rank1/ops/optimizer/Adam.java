package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): {@code m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − η
 * m̂ / (√v̂ + ε)} with bias-corrected moments. Weight decay is either added to the gradient or, as
 * AdamW (Loshchilov and Hutter 2019), taken off the weights: {@code w ← w − ηλw}.
 */
public final class Adam implements OptimizerFactory {
  private static final float NO_CLIPPING = -1;

  private final AdamOptions options;
  private final boolean decoupled;

  /** Adam. */
  public Adam(AdamOptions options) {
    this(options, false);
  }

  /** AdamW. */
  public Adam(AdamWOptions options) {
    this(
        new AdamOptions(
            options.learningRate(),
            options.beta1(),
            options.beta2(),
            options.epsilon(),
            options.weightDecay()),
        true);
  }

  private Adam(AdamOptions options, boolean decoupled) {
    this.options = options;
    this.decoupled = decoupled;
  }

  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    return new StatefulOptimizer(groups, state, List.of("m", "v"), this::move);
  }

  private void move(
      NDArray parameter, NDArray gradient, List<NDArray> state, long step, double rateFactor) {
    double rate = options.learningRate() * rateFactor;
    double first = 1 - Math.pow(options.beta1(), (double) step);
    double second = Math.sqrt(1 - Math.pow(options.beta2(), (double) step));
    // The engine divides the uncorrected moments: m / (√v + ε'). With the corrections taken out of
    // the fraction, ε' = ε√(1−β₂ᵗ) makes it the published rule.
    parameter
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(parameter, gradient, state.get(0), state.get(1)),
            new NDList(parameter),
            (float) rate,
            (float) (rate * second / first),
            (float) options.weightDecay(),
            1,
            NO_CLIPPING,
            (float) options.beta1(),
            (float) options.beta2(),
            (float) (options.epsilon() * second),
            false,
            decoupled);
  }
}
