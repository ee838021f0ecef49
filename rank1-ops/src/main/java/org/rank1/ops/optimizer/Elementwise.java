package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Scalars;
import org.rank1.ops.tensor.Tensors;

/** Rules that the engine has no fused update for, written in operations on arrays. */
@FunctionalInterface
interface Elementwise {
  /**
   * Moves parameter and state in place. All arrays are seen through a manager that closes after the
   * step, so what is computed from any of them does not stay.
   *
   * @param gradient may be overwritten
   * @param number for arithmetic with numbers
   */
  void move(
      NDArray parameter, NDArray gradient, List<NDArray> state, double rateFactor, Scalars number);

  /** The rule with weight decay {@code g + λw}, unrecorded, after which the gradient is cleared. */
  default StatefulOptimizer.Rule decayed(double weightDecay) {
    return (parameter, gradient, state, step, rateFactor) ->
        GradientMode.unrecorded(
            () -> {
              try (NDManager scratch = parameter.getManager().newSubManager()) {
                Scalars number = new Scalars(scratch);
                NDArray weight = view(parameter, scratch);
                NDArray slope = view(gradient, scratch);
                if (weightDecay > 0) {
                  slope.addi(weight.mul(number.of(weightDecay)));
                }
                List<NDArray> views = new ArrayList<>();
                state.forEach(array -> views.add(view(array, scratch)));
                move(weight, slope, views, rateFactor, number);
              }
              GradientMode.clearGradient(parameter);
            });
  }

  private static NDArray view(NDArray array, NDManager scratch) {
    return Tensors.view(array, array.getShape(), scratch);
  }
}
