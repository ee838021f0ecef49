package org.rank1.ops.hook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something happens.
 *
 * @param unit what is counted
 * @param every happens at each multiple of this, at least 1
 */
record Cadence(Unit unit, int every) {
  private static final Pattern TEXT = Pattern.compile("(step|epoch):([1-9][0-9]{0,8})");

  /** What is counted. */
  enum Unit {
    STEP,
    EPOCH,
    END
  }

  /**
   * Reads {@code step:k}, {@code epoch:k} or {@code end}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Cadence parse(String text) {
    if (text.equals("end")) {
      return new Cadence(Unit.END, 1);
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "illegal when \"%s\", must be step:k or epoch:k with a whole number k from 1, or end"
              .formatted(text));
    }
    return new Cadence(
        matcher.group(1).equals("step") ? Unit.STEP : Unit.EPOCH,
        Integer.parseInt(matcher.group(2)));
  }

  boolean includes(Unit counted, long count) {
    return unit == counted && count % every == 0;
  }
}
