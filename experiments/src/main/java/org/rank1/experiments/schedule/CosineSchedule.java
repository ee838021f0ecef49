package org.rank1.experiments.schedule;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;
import org.rank1.schedule.Schedule;

/**
 * Half a cosine from 1 down to {@code finalFactor}, step by step and without restarts (Loshchilov
 * &amp; Hutter, SGDR, 2017, equation 5 with one cycle).
 */
public record CosineSchedule(
    @Described(value = "factor on the learning rate at the end of training", range = "[0, 1]")
        double finalFactor)
    implements Schedule {
  /** The part's name. */
  public static final String NAME = "cosine";

  /** Down to 0. */
  public CosineSchedule() {
    this(0);
  }

  /** Checks the range given above. */
  public CosineSchedule {
    Legal.check(CosineSchedule.class, finalFactor);
  }

  @Override
  public double factor(Moment moment) {
    double progress = Math.min(1, moment.progress());
    return finalFactor + (1 - finalFactor) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }
}
