package org.rank1.experiments.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.schedule.Schedule;
import org.rank1.schedule.Schedule.Moment;

final class SchedulesTest {

  @Test
  void everyScheduleStartsAtOneNeverRisesAndStaysWithinZeroAndOne() {
    for (Schedule schedule :
        List.of(
            new ConstantSchedule(),
            new CosineSchedule(),
            new CosineSchedule(0.3),
            new CosineSchedule(1),
            new StepSchedule(),
            new StepSchedule(1, 0.1),
            new StepSchedule(3, 1))) {
      double last = 1;
      assertThat(schedule.factor(new Moment(0, 7, 70))).as("%s", schedule).isEqualTo(1);
      for (long step = 0; step < 100; step++) { // a run may go on past its end
        double factor = schedule.factor(new Moment(step, 7, 70));
        assertThat(factor).as("%s at %d", schedule, step).isBetween(0.0, last);
        last = factor;
      }
    }
  }

  @Test
  void cosineIsHalfWayInTheMiddleAndAtItsFinalFactorInTheEnd() {
    assertThat(new CosineSchedule(0.2).factor(new Moment(50, 10, 100)))
        .isCloseTo(0.6, within(1e-12));
    assertThat(new CosineSchedule(0.2).factor(new Moment(25, 10, 100)))
        .isCloseTo(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(new CosineSchedule(0.2).factor(new Moment(100, 10, 100)))
        .isCloseTo(0.2, within(1e-12));
    assertThat(new CosineSchedule().factor(new Moment(500, 10, 100))).isCloseTo(0, within(1e-12));
  }

  @Test
  void stepFallsAtTheFirstStepOfEveryStair() {
    StepSchedule schedule = new StepSchedule(2, 0.1);
    assertThat(schedule.factor(new Moment(19, 10, 60))).isEqualTo(1);
    assertThat(schedule.factor(new Moment(20, 10, 60))).isEqualTo(0.1);
    assertThat(schedule.factor(new Moment(39, 10, 60))).isEqualTo(0.1);
    assertThat(schedule.factor(new Moment(40, 10, 60))).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new CosineSchedule(-0.1))
        .hasMessage("illegal finalFactor -0.1, must be within [0, 1]");
    assertThatThrownBy(() -> new CosineSchedule(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new StepSchedule(0, 0.5))
        .hasMessage("illegal everyEpochs 0, must be at least 1");
    assertThatThrownBy(() -> new StepSchedule(1, 0))
        .hasMessage("illegal gamma 0.0, must be within (0, 1]");
  }
}
