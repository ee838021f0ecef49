package org.rank1.schedule;

/**
 * A factor per step, applied to a base value such as the optimizer's learning rate: the socket
 * {@code Schedule}.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * The factor, finite and at least 0.
   *
   * @param moment where training stands
   */
  double factor(Moment moment);

  /**
   * Where training stands.
   *
   * @param step steps done before this one, from 0
   * @param stepsPerEpoch steps in one epoch, at least 1
   * @param totalSteps steps of the whole training, at least 1
   */
  record Moment(long step, long stepsPerEpoch, long totalSteps) {
    /** The current epoch, from 0. */
    public long epoch() {
      return step / stepsPerEpoch;
    }

    /** The share of training that is done, from 0 to below 1. */
    public double progress() {
      return (double) step / totalSteps;
    }
  }
}
