package org.rank1.schedule;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/**
 * A linear ramp before a schedule begins (Goyal et al. 2017): options of every {@link Schedule},
 * beside its own, one from a plugin too. At most one of the two is above 0.
 */
public record WarmupOptions(
    @Described(
            value = "length of a linear ramp of the learning rate before the schedule begins",
            unit = "steps",
            range = "[0, ∞)",
            legal = "0 for none")
        int warmupSteps,
    @Described(
            value = "length of the ramp, in the place of warmupSteps",
            unit = "epochs",
            range = "[0, ∞)",
            legal = "0 for none")
        int warmupEpochs) {

  /** No ramp. */
  public WarmupOptions() {
    this(0, 0);
  }

  /** Checks the ranges given above. */
  public WarmupOptions {
    Legal.check(WarmupOptions.class, warmupSteps, warmupEpochs);
    if (warmupSteps > 0 && warmupEpochs > 0) {
      throw new IllegalArgumentException(
          "illegal warmupSteps %d with warmupEpochs %d, must be 0 where the other is not"
              .formatted(warmupSteps, warmupEpochs));
    }
  }

  /**
   * The schedule after the ramp. The ramp rises in equal steps to the schedule's first factor; the
   * schedule then sees a training that begins where the ramp ends and is shorter by it, so that
   * epochs count from there.
   */
  public Schedule before(Schedule schedule) {
    if (warmupSteps == 0 && warmupEpochs == 0) {
      return schedule;
    }
    return moment -> {
      long length = warmupSteps + warmupEpochs * moment.stepsPerEpoch();
      long total = Math.max(1, moment.totalSteps() - length);
      long step = Math.max(0, moment.step() - length);
      double share = Math.min(1, (moment.step() + 1.0) / (length + 1.0));
      return share * schedule.factor(new Schedule.Moment(step, moment.stepsPerEpoch(), total));
    };
  }
}
