package org.rank1.experiments.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a run writes what it needs to go on.
 *
 * @param unit what is counted
 * @param every a checkpoint is due at each multiple of this, at least 1
 */
public record CheckpointCadence(Unit unit, int every) {
  private static final Pattern TEXT = Pattern.compile("(step|epoch|minutes):([1-9][0-9]{0,8})");

  /** What is counted. */
  public enum Unit {
    /** Updates of the parameters. */
    STEP,
    /** Passes over the training images. */
    EPOCH,
    /** Time since the last checkpoint. */
    MINUTES,
    /** Nothing: there are no checkpoints. */
    NONE
  }

  /** Checks the range given above. */
  public CheckpointCadence {
    if (every < 1) {
      throw new IllegalArgumentException("illegal every " + every + ", must be at least 1");
    }
  }

  /**
   * Reads {@code epoch:k}, {@code step:k}, {@code minutes:k} or {@code none}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static CheckpointCadence parse(String text) {
    if (text.equals("none")) {
      return new CheckpointCadence(Unit.NONE, 1);
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "illegal checkpoint \"%s\", must be epoch:k, step:k or minutes:k with a whole number k from 1, or none"
              .formatted(text));
    }
    return new CheckpointCadence(
        Unit.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
        Integer.parseInt(matcher.group(2)));
  }

  /** Whether a checkpoint is due at a count, which starts at 1, of a unit. */
  public boolean includes(Unit counted, long count) {
    return unit == counted && count % every == 0;
  }
}
