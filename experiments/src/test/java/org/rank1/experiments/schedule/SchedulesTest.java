package org.rank1.experiments.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.schedule.Schedule;
import org.rank1.schedule.Schedule.Moment;
import org.rank1.schedule.WarmupOptions;
import org.rank1.testkit.ScheduleContract;

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
            new StepSchedule(3, 1),
            new MultiStepSchedule(),
            new MultiStepSchedule(List.of(), 0.5),
            new PolynomialSchedule(),
            new PolynomialSchedule(0.9, 0.2),
            new PolynomialSchedule(3, 0))) {
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
  void multiStepFallsWhenItsEpochsAreDone() {
    MultiStepSchedule schedule = new MultiStepSchedule(List.of(1, 4), 0.1);
    assertThat(schedule.factor(new Moment(9, 10, 60))).isEqualTo(1);
    assertThat(schedule.factor(new Moment(10, 10, 60))).isEqualTo(0.1);
    assertThat(schedule.factor(new Moment(39, 10, 60))).isEqualTo(0.1);
    assertThat(schedule.factor(new Moment(40, 10, 60))).isCloseTo(0.01, within(1e-15));
    assertThat(schedule.factor(new Moment(59, 10, 60))).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void polynomialIsAPowerOfWhatIsLeft() {
    PolynomialSchedule line = new PolynomialSchedule();
    assertThat(line.factor(new Moment(0, 10, 100))).isEqualTo(1);
    assertThat(line.factor(new Moment(25, 10, 100))).isCloseTo(0.75, within(1e-15));
    assertThat(line.factor(new Moment(100, 10, 100))).isZero();
    PolynomialSchedule square = new PolynomialSchedule(2, 0.2);
    assertThat(square.factor(new Moment(50, 10, 100))).isCloseTo(0.2 + 0.8 / 4, within(1e-15));
    assertThat(square.factor(new Moment(100, 10, 100))).isEqualTo(0.2);
    assertThat(square.factor(new Moment(170, 10, 100))).isEqualTo(0.2);
  }

  @Test
  void oneCycleRisesToOneAtItsPeakAndFallsToItsEnd() {
    OneCycleSchedule schedule = new OneCycleSchedule(0.25, 0.1, 0.01);
    assertThat(schedule.factor(new Moment(0, 10, 200))).isCloseTo(0.1, within(1e-15));
    assertThat(schedule.factor(new Moment(25, 10, 200))).isCloseTo(0.55, within(1e-15));
    assertThat(schedule.factor(new Moment(50, 10, 200))).isEqualTo(1);
    assertThat(schedule.factor(new Moment(125, 10, 200))).isCloseTo(0.505, within(1e-15));
    assertThat(schedule.factor(new Moment(200, 10, 200))).isCloseTo(0.01, within(1e-15));
    double last = 0;
    for (int step = 0; step < 200; step++) {
      double factor = schedule.factor(new Moment(step, 10, 200));
      assertThat(factor > last).as("rises at %d", step).isEqualTo(step <= 50);
      last = factor;
    }
  }

  @Test
  void aWarmUpRisesInEqualStepsAndThenTheScheduleBegins() {
    Schedule cosine = new CosineSchedule(0.2);
    Schedule warm = new WarmupOptions(4, 0).before(cosine);
    for (int step = 0; step < 4; step++) {
      assertThat(warm.factor(new Moment(step, 10, 104))).isCloseTo((step + 1) / 5.0, within(1e-15));
    }
    for (int step = 4; step < 120; step++) {
      assertThat(warm.factor(new Moment(step, 10, 104)))
          .isEqualTo(cosine.factor(new Moment(step - 4, 10, 100)));
    }
  }

  @Test
  void aWarmUpOfEpochsIsThatManyStepsAndEpochsOfTheScheduleCountFromItsEnd() {
    Schedule warm = new WarmupOptions(0, 2).before(new MultiStepSchedule(List.of(1), 0.1));
    assertThat(warm.factor(new Moment(19, 10, 60))).isCloseTo(20 / 21.0, within(1e-15));
    assertThat(warm.factor(new Moment(20, 10, 60))).isEqualTo(1);
    assertThat(warm.factor(new Moment(29, 10, 60))).isEqualTo(1);
    assertThat(warm.factor(new Moment(30, 10, 60))).isEqualTo(0.1);
  }

  @Test
  void aWarmUpLongerThanTheTrainingIsAllThereIs() {
    Schedule warm = new WarmupOptions(100, 0).before(new CosineSchedule());
    for (int step = 0; step < 10; step++) {
      assertThat(warm.factor(new Moment(step, 5, 10))).isCloseTo((step + 1) / 101.0, within(1e-15));
    }
  }

  @Test
  void everyScheduleStaysAScheduleAfterAWarmUp() {
    for (Schedule schedule : List.of(new OneCycleSchedule(), new StepSchedule())) {
      ScheduleContract.check(new WarmupOptions(7, 0).before(schedule));
      ScheduleContract.check(new WarmupOptions(0, 2).before(schedule));
      assertThat(new WarmupOptions().before(schedule)).isSameAs(schedule);
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new MultiStepSchedule(List.of(3, 3), 0.1))
        .hasMessage("illegal milestones [3, 3], must rise and be at least 1");
    assertThatThrownBy(() -> new MultiStepSchedule(List.of(0), 0.1)).hasMessageContaining("[0]");
    assertThatThrownBy(() -> new MultiStepSchedule(List.of(1), 2)).hasMessageContaining("gamma");
    assertThatThrownBy(() -> new PolynomialSchedule(0, 0)).hasMessageContaining("power 0.0");
    assertThatThrownBy(() -> new PolynomialSchedule(1, 2)).hasMessageContaining("finalFactor 2.0");
    assertThatThrownBy(() -> new OneCycleSchedule(1, 0, 0)).hasMessageContaining("peak 1.0");
    assertThatThrownBy(() -> new OneCycleSchedule(0.5, 2, 0)).hasMessageContaining("startFactor");
    assertThatThrownBy(() -> new WarmupOptions(-1, 0)).hasMessageContaining("warmupSteps -1");
    assertThatThrownBy(() -> new WarmupOptions(1, 1))
        .hasMessage("illegal warmupSteps 1 with warmupEpochs 1, must be 0 where the other is not");
    assertThatThrownBy(() -> new CosineSchedule(-0.1))
        .hasMessage("illegal finalFactor -0.1, must be within [0, 1]");
    assertThatThrownBy(() -> new CosineSchedule(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new StepSchedule(0, 0.5))
        .hasMessage("illegal everyEpochs 0, must be at least 1");
    assertThatThrownBy(() -> new StepSchedule(1, 0))
        .hasMessage("illegal gamma 0.0, must be within (0, 1]");
  }
}
