package org.rank1.experiments.schedule;

import org.rank1.schedule.Schedule;

/**
 * Half a cosine from 1 down to {@code finalFactor}, step by step and without restarts (Loshchilov
 * &amp; Hutter, SGDR, 2017, equation 5 with one cycle).
 *
 * @param finalFactor the factor at the end of training, in [0, 1]
 */
public record CosineSchedule(double finalFactor) implements Schedule {
  /** The part's name. */
  public static final String NAME = "cosine";

  /** Down to 0. */
  public CosineSchedule() {
    this(0);
  }

  /** Checks the range given above. */
  public CosineSchedule {
    checkFinalFactor(finalFactor);
  }

  static void checkFinalFactor(double finalFactor) {
    if (!(finalFactor >= 0 && finalFactor <= 1)) {
      throw new IllegalArgumentException(
          "illegal finalFactor " + finalFactor + ", must be within [0, 1]");
    }
  }

  @Override
  public double factor(Moment moment) {
    double progress = Math.min(1, moment.progress());
    return finalFactor + (1 - finalFactor) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }
}
