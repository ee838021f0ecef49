package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleContractTest {
  @Test
  void scheduleThatDecaysToZeroPasses() {
    ScheduleContract.check(moment -> 1 - moment.progress());
  }

  @Test
  void negativeFactorFailsAndNamesTheMoment() {
    assertThatThrownBy(() -> ScheduleContract.check(moment -> 0.99 - moment.step() / 999.0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Moment[step=");
  }

  @Test
  void divisionByTheRemainingStepsFails() {
    assertThatThrownBy(
            () -> ScheduleContract.check(moment -> 1.0 / (moment.totalSteps() - 1 - moment.step())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Infinity");
  }
}
