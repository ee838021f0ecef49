package org.rank1.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.schedule.Schedule;

/** What every {@link Schedule} must hold. Needs no engine. */
public class ScheduleContract extends PartContract {
  private static final long[][] TRAININGS = {{1, 1}, {1, 7}, {10, 10}, {13, 130}, {100, 1000}};

  /** Subclasses run it over the parts at hand. */
  protected ScheduleContract() {}

  /** One test per schedule and example. */
  @TestFactory
  final Stream<DynamicTest> schedules() {
    return tests(Schedule.class, (parts, example) -> check(example.part()));
  }

  /**
   * At every moment of several trainings, short and long, the factor is finite, at least 0 and the
   * same when asked again.
   *
   * @throws AssertionError naming the moment where it is not
   */
  public static void check(Schedule schedule) {
    for (long[] training : TRAININGS) {
      for (long step = 0; step < training[1]; step++) {
        Schedule.Moment moment = new Schedule.Moment(step, training[0], training[1]);
        double factor = schedule.factor(moment);
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
          throw new AssertionError(
              "Factor " + factor + " at " + moment + ", must be finite and at least 0");
        }
        if (schedule.factor(moment) != factor) {
          throw new AssertionError("The factor at " + moment + " changes when asked again");
        }
      }
    }
  }
}
