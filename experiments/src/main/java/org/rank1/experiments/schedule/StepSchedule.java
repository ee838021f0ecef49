package org.rank1.experiments.schedule;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;
import org.rank1.schedule.Schedule;

/**
 * A staircase: the factor is multiplied by {@code gamma} after every {@code everyEpochs} epochs.
 */
public record StepSchedule(
    @Described(value = "length of each stair", unit = "epochs", range = "[1, ∞)") int everyEpochs,
    @Described(value = "factor on the learning rate from one stair to the next", range = "(0, 1]")
        double gamma)
    implements Schedule {
  /** The part's name. */
  public static final String NAME = "step";

  /** Half as much every two epochs. */
  public StepSchedule() {
    this(2, 0.5);
  }

  /** Checks the ranges given above. */
  public StepSchedule {
    Legal.check(StepSchedule.class, everyEpochs, gamma);
  }

  @Override
  public double factor(Moment moment) {
    long stair = moment.epoch() / everyEpochs;
    return StrictMath.pow(gamma, (double) stair);
  }
}
