package org.rank1.experiments.schedule;

import org.rank1.schedule.Schedule;

/**
 * One rise to 1 and one fall (Smith and Topin, <em>Super-Convergence</em>, 2018), both half
 * cosines: the optimizer's learning rate is the highest one. Momentum is not cycled.
 *
 * @param peak the share of training at which the factor is 1, in (0, 1)
 * @param startFactor the factor at the beginning, in [0, 1]
 * @param finalFactor the factor at the end, in [0, 1]
 */
public record OneCycleSchedule(double peak, double startFactor, double finalFactor)
    implements Schedule {
  /** The part's name. */
  public static final String NAME = "one-cycle";

  /** From 1/25 to the peak at 30 %, then down to 0. */
  public OneCycleSchedule() {
    this(0.3, 0.04, 0);
  }

  /** Checks the ranges given above. */
  public OneCycleSchedule {
    if (!(peak > 0 && peak < 1)) {
      throw new IllegalArgumentException("illegal peak " + peak + ", must be within (0, 1)");
    }
    if (!(startFactor >= 0 && startFactor <= 1)) {
      throw new IllegalArgumentException(
          "illegal startFactor " + startFactor + ", must be within [0, 1]");
    }
    CosineSchedule.checkFinalFactor(finalFactor);
  }

  @Override
  public double factor(Moment moment) {
    double progress = Math.min(1, moment.progress());
    return progress < peak
        ? between(1, startFactor, progress / peak)
        : between(finalFactor, 1, (progress - peak) / (1 - peak));
  }

  /** Half a cosine from one factor, at share 0, to another, at share 1. */
  private static double between(double to, double from, double share) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
  }
}
