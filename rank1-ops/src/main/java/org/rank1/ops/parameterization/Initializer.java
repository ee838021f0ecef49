package org.rank1.ops.parameterization;

import org.rank1.plugin.Described;

/** How the factors of a form are drawn. Inner biases start at 0. */
public enum Initializer {
  /**
   * Independent Gaussian factors of balanced norms whose composed kernel has the variance {@link
   * KernelVariance#HE}. Where a form has no composed kernel, Gaussian for each stage: {@code
   * 2/fanIn} where a ReLU follows, as it does after the last one, and {@code 1/fanIn} between
   * linear ones, so that the whole passes on the variance that it gets.
   */
  @Described("Gaussian factors of balanced norms whose composed kernel has variance 2 / fan-in")
  HE,
  /** The same with {@link KernelVariance#XAVIER}, or {@code 2/(fanIn + fanOut)} for each stage. */
  @Described("the same with variance 2 / (fan-in + fan-out)")
  XAVIER,
  /**
   * The best rank-1 approximation of each filter of a dense Gaussian kernel with {@link
   * KernelVariance#HE}, rescaled to the norm of the dense filter; for filter-wise rank one.
   */
  @Described(
      "best rank-1 approximation of each filter of a dense Gaussian kernel, rescaled to its norm; for filter-wise rank one only")
  SPECTRAL,
  /**
   * Every element uniform between ±0.5, as the authors of <em>Rank-1 Convolutional Neural
   * Network</em> (2018) drew their 1-D filters. The composed variance is then {@code 12^-m} for m
   * factors, whatever the number of channels.
   */
  @Described("every element uniform between -0.5 and 0.5")
  UNIFORM,
  /**
   * Each factor for itself by Glorot and Bengio 2010, uniform with variance {@code 2/(fanIn +
   * fanOut)} where fan-out is its first mode and fan-in the others. The composed kernel then has a
   * much smaller variance than {@link #XAVIER} asks for.
   */
  @Described("each factor for itself, uniform with variance 2 / (fan-in + fan-out)")
  XAVIER_PER_FACTOR,
  /**
   * Every element uniform between {@code ±1/√C}, with C the channels that the filter sees: Jin,
   * Dundar, Culurciello 2014. For 3×3 kernels one set of 1-D filters passes on {@code 1/(3C²)} of
   * the variance that it gets.
   */
  @Described(
      "every element uniform between -1/√C and 1/√C, with C the channels that the filter sees")
  JIN;

  /**
   * Refuses {@link #SPECTRAL} for a form that is not filter-wise rank one.
   *
   * @throws IllegalArgumentException naming what is legal
   */
  void requireNotSpectral() {
    if (this == SPECTRAL) {
      throw new IllegalArgumentException(
          "illegal initializer spectral, must be he, xavier, uniform, xavier-per-factor or jin:"
              + " it draws filter-wise rank one only");
    }
  }
}
