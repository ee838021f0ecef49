package org.rank1.experiments.schedule;

import java.util.List;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;
import org.rank1.schedule.Schedule;

/**
 * A staircase with stairs of any length: the factor is multiplied by {@code gamma} when so many
 * epochs are done.
 */
public record MultiStepSchedule(
    @Described(
            value = "epochs after which the next stair begins",
            unit = "epochs",
            range = "[1, ∞)",
            legal = "rising")
        List<Integer> milestones,
    @Described(like = StepSchedule.class) double gamma)
    implements Schedule {
  /** The part's name. */
  public static final String NAME = "multi-step";

  /** A tenth after three epochs, and again after four. */
  public MultiStepSchedule() {
    this(List.of(3, 4), 0.1);
  }

  /** Copies, and checks the ranges given above. */
  public MultiStepSchedule {
    Legal.check(MultiStepSchedule.class, milestones, gamma);
    milestones = List.copyOf(milestones);
    int last = 0;
    for (int milestone : milestones) {
      if (milestone <= last) {
        throw new IllegalArgumentException(
            "illegal milestones " + milestones + ", must rise and be at least 1");
      }
      last = milestone;
    }
  }

  @Override
  public double factor(Moment moment) {
    long stair = milestones.stream().filter(milestone -> milestone <= moment.epoch()).count();
    return StrictMath.pow(gamma, (double) stair);
  }
}
