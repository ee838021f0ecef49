package org.rank1.training;

import java.util.List;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** What every optimizer takes beside its own options, one from a plugin too. */
public record OptimizerOptions(
    @Described(
            value =
                "largest Euclidean norm of the gradient of all parameters together, before any decay is added; a longer one is scaled down to it",
            range = "[0, ∞)",
            legal = "0 for no clipping")
        double clipNorm,
    @Described(
            value =
                "λ of a term ½λ‖W‖² of the loss for the kernel W of every convolution and dense layer, whatever it is composed of; adds to the weight decay of the factors",
            range = "[0, ∞)")
        double frobeniusDecay,
    @Described(
            value =
                "parameters with settings of their own; the last line that matches a parameter decides",
            legal =
                "a list, each a pattern of paths and settings of the optimizer, rateFactor or frobeniusDecay, such as \"*/bias weightDecay=0 rateFactor=2\"")
        List<String> groups) {

  /** No clipping, no Frobenius decay, all parameters alike. */
  public OptimizerOptions() {
    this(0, 0, List.of());
  }

  /** Copies, and checks ranges and rules. */
  public OptimizerOptions {
    Legal.check(OptimizerOptions.class, clipNorm, frobeniusDecay, groups);
    groups = List.copyOf(groups);
    groups.forEach(ParameterRule::parse);
  }

  /** {@link #groups}, read. */
  public List<ParameterRule> rules() {
    return groups.stream().map(ParameterRule::parse).toList();
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be finite and at least 0");
    }
  }
}
