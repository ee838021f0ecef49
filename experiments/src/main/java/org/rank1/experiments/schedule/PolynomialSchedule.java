package org.rank1.experiments.schedule;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;
import org.rank1.schedule.Schedule;

/**
 * From 1 down to {@code finalFactor} as a power of the share of training that is left, step by
 * step: {@code f + (1 − f)(1 − progress)^power}. A straight line with power 1; with 0.9 the "poly"
 * policy of Chen et al. (DeepLab, 2018).
 */
public record PolynomialSchedule(
    @Described(
            value = "power of the share of training that is left; 1 for a straight line",
            range = "(0, ∞)")
        double power,
    @Described(like = CosineSchedule.class) double finalFactor)
    implements Schedule {
  /** The part's name. */
  public static final String NAME = "polynomial";

  /** A straight line down to 0. */
  public PolynomialSchedule() {
    this(1, 0);
  }

  /** Checks the ranges given above. */
  public PolynomialSchedule {
    Legal.check(PolynomialSchedule.class, power, finalFactor);
  }

  @Override
  public double factor(Moment moment) {
    double left = 1 - Math.min(1, moment.progress());
    return finalFactor + (1 - finalFactor) * StrictMath.pow(left, power);
  }
}
