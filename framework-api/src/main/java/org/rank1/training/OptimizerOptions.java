package org.rank1.training;

import java.util.List;

/**
 * What every optimizer takes beside its own options, one from a plugin too.
 *
 * @param clipNorm the largest Euclidean norm of the gradient of all parameters together; a longer
 *     gradient is scaled down to it, both signs alike, before any decay is added (Pascanu, Mikolov,
 *     Bengio 2013); 0 for none
 * @param frobeniusDecay λ ≥ 0 of a term ½λ‖W‖² of the loss for the kernel W of every convolution
 *     and dense layer, whatever it is composed of (Khodak, Tenenholtz, Mackey, Fusi,
 *     <em>Initialization and Regularization of Factorized Neural Layers</em>, 2021); adds to what
 *     the optimizer's own weight decay does to the factors
 * @param groups parameters with settings of their own, each a {@link ParameterRule}; the last rule
 *     that matches a parameter decides
 */
public record OptimizerOptions(double clipNorm, double frobeniusDecay, List<String> groups) {

  /** No clipping, no Frobenius decay, all parameters alike. */
  public OptimizerOptions() {
    this(0, 0, List.of());
  }

  /** Copies, and checks ranges and rules. */
  public OptimizerOptions {
    notNegative("clipNorm", clipNorm);
    notNegative("frobeniusDecay", frobeniusDecay);
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
