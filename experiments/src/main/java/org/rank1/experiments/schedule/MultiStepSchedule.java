package org.rank1.experiments.schedule;

import java.util.List;
import org.rank1.schedule.Schedule;

/**
 * A staircase with stairs of any length: the factor is multiplied by {@code gamma} when so many
 * epochs are done.
 *
 * @param milestones numbers of epochs, rising, each at least 1
 * @param gamma from one stair to the next, in (0, 1]
 */
public record MultiStepSchedule(List<Integer> milestones, double gamma) implements Schedule {
  /** The part's name. */
  public static final String NAME = "multi-step";

  /** A tenth after three epochs, and again after four. */
  public MultiStepSchedule() {
    this(List.of(3, 4), 0.1);
  }

  /** Copies, and checks the ranges given above. */
  public MultiStepSchedule {
    milestones = List.copyOf(milestones);
    int last = 0;
    for (int milestone : milestones) {
      if (milestone <= last) {
        throw new IllegalArgumentException(
            "illegal milestones " + milestones + ", must rise and be at least 1");
      }
      last = milestone;
    }
    StepSchedule.checkGamma(gamma);
  }

  @Override
  public double factor(Moment moment) {
    long stair = milestones.stream().filter(milestone -> milestone <= moment.epoch()).count();
    return StrictMath.pow(gamma, (double) stair);
  }
}
