package org.rank1.experiments.schedule;

import org.rank1.schedule.Schedule;

/**
 * From 1 down to {@code finalFactor} as a power of the share of training that is left, step by
 * step: {@code f + (1 − f)(1 − progress)^power}. A straight line with power 1; with 0.9 the "poly"
 * policy of Chen et al. (DeepLab, 2018).
 *
 * @param power positive
 * @param finalFactor the factor at the end of training, in [0, 1]
 */
public record PolynomialSchedule(double power, double finalFactor) implements Schedule {
  /** The part's name. */
  public static final String NAME = "polynomial";

  /** A straight line down to 0. */
  public PolynomialSchedule() {
    this(1, 0);
  }

  /** Checks the ranges given above. */
  public PolynomialSchedule {
    if (!(power > 0 && power < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "illegal power " + power + ", must be positive and finite");
    }
    CosineSchedule.checkFinalFactor(finalFactor);
  }

  @Override
  public double factor(Moment moment) {
    double left = 1 - Math.min(1, moment.progress());
    return finalFactor + (1 - finalFactor) * StrictMath.pow(left, power);
  }
}
