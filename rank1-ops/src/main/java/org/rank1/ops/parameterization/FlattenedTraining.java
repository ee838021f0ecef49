package org.rank1.ops.parameterization;

import org.rank1.filter.form.FlattenedOptions;

/**
 * Options of {@code flattened}: the variant of the form, and how its factors start.
 *
 * @param sets see {@link FlattenedOptions}
 * @param bias see {@link FlattenedOptions}
 * @param innerRelu see {@link FlattenedOptions}
 * @param initializer how the factors are drawn; inner biases start at 0
 */
public record FlattenedTraining(
    int sets, FlattenedOptions.Bias bias, boolean innerRelu, Initializer initializer) {
  /** One linear set, biased at its end, started as its authors did. */
  public FlattenedTraining() {
    this(1, FlattenedOptions.Bias.LAST, false, Initializer.JIN);
  }

  /** Checks the ranges of {@link FlattenedOptions}. */
  public FlattenedTraining {
    new FlattenedOptions(sets, bias, innerRelu);
  }

  /** The variant of the form. */
  public FlattenedOptions form() {
    return new FlattenedOptions(sets, bias, innerRelu);
  }

  /** Ways to draw factors. */
  public enum Initializer {
    /**
     * Every element uniform between {@code ±1/√C}, with C the channels that a filter of the set
     * sees: Jin, Dundar, Culurciello 2014. For 3×3 kernels a set passes on {@code 1/(3C²)} of the
     * variance that it gets.
     */
    JIN,
    /**
     * Where the form is composable, Gaussian factors of balanced norms whose product has the
     * variance {@link KernelVariance#HE}. Elsewhere Gaussian for each 1-D convolution: {@code
     * 2/fanIn} where a ReLU follows, as it does after the last one, and {@code 1/fanIn} between
     * linear ones, so that the whole passes on the variance that it gets.
     */
    HE
  }
}
