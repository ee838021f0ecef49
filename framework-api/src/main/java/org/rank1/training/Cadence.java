package org.rank1.training;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something happens in training.
 *
 * @param unit what is counted
 * @param every happens at each multiple of this, at least 1
 */
public record Cadence(Unit unit, int every) {
  private static final Pattern TEXT = Pattern.compile("(step|epoch):([1-9][0-9]{0,8})");

  /** What is counted. */
  public enum Unit {
    /** Updates of the parameters. */
    STEP,
    /** Passes over the training images. */
    EPOCH,
    /** Nothing: it happens once, at the end of training. */
    END
  }

  /** Checks the range given above. */
  public Cadence {
    if (every < 1) {
      throw new IllegalArgumentException("illegal every " + every + ", must be at least 1");
    }
  }

  /**
   * Reads {@code step:k}, {@code epoch:k} or {@code end}.
   *
   * @param name what to call the text in an error
   * @throws IllegalArgumentException if it is something else
   */
  public static Cadence parse(String name, String text) {
    if (text.equals("end")) {
      return new Cadence(Unit.END, 1);
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "illegal %s \"%s\", must be step:k or epoch:k with a whole number k from 1, or end"
              .formatted(name, text));
    }
    return new Cadence(
        matcher.group(1).equals("step") ? Unit.STEP : Unit.EPOCH,
        Integer.parseInt(matcher.group(2)));
  }

  /** Whether it happens at a count, which starts at 1, of a unit. */
  public boolean includes(Unit counted, long count) {
    return unit == counted && count % every == 0;
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return switch (unit) {
      case STEP -> "step:" + every;
      case EPOCH -> "epoch:" + every;
      case END -> "end";
    };
  }
}
