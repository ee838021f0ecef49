package org.rank1.experiments.schedule;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;
import org.rank1.schedule.Schedule;

/**
 * One rise to 1 and one fall (Smith and Topin, <em>Super-Convergence</em>, 2018), both half
 * cosines: the optimizer's learning rate is the highest one. Momentum is not cycled.
 */
public record OneCycleSchedule(
    @Described(value = "share of training at which the learning rate is highest", range = "(0, 1)")
        double peak,
    @Described(value = "factor on the learning rate at the beginning", range = "[0, 1]")
        double startFactor,
    @Described(like = CosineSchedule.class) double finalFactor)
    implements Schedule {
  /** The part's name. */
  public static final String NAME = "one-cycle";

  /** From 1/25 to the peak at 30 %, then down to 0. */
  public OneCycleSchedule() {
    this(0.3, 0.04, 0);
  }

  /** Checks the ranges given above. */
  public OneCycleSchedule {
    Legal.check(OneCycleSchedule.class, peak, startFactor, finalFactor);
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
