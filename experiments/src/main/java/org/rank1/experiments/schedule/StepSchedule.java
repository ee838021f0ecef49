package org.rank1.experiments.schedule;

import org.rank1.schedule.Schedule;

/**
 * A staircase: the factor is multiplied by {@code gamma} after every {@code everyEpochs} epochs.
 *
 * @param everyEpochs epochs on each stair, at least 1
 * @param gamma from one stair to the next, in (0, 1]
 */
public record StepSchedule(int everyEpochs, double gamma) implements Schedule {
  /** The part's name. */
  public static final String NAME = "step";

  /** Half as much every two epochs. */
  public StepSchedule() {
    this(2, 0.5);
  }

  /** Checks the ranges given above. */
  public StepSchedule {
    if (everyEpochs < 1) {
      throw new IllegalArgumentException(
          "illegal everyEpochs " + everyEpochs + ", must be at least 1");
    }
    checkGamma(gamma);
  }

  static void checkGamma(double gamma) {
    if (!(gamma > 0 && gamma <= 1)) {
      throw new IllegalArgumentException("illegal gamma " + gamma + ", must be within (0, 1]");
    }
  }

  @Override
  public double factor(Moment moment) {
    long stair = moment.epoch() / everyEpochs;
    return StrictMath.pow(gamma, (double) stair);
  }
}
