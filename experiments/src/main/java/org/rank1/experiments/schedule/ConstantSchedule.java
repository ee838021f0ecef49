package org.rank1.experiments.schedule;

import org.rank1.schedule.Schedule;

/** The factor 1 throughout. */
public record ConstantSchedule() implements Schedule {
  /** The part's name. */
  public static final String NAME = "constant";

  @Override
  public double factor(Moment moment) {
    return 1;
  }
}
