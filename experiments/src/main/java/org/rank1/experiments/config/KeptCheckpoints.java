package org.rank1.experiments.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which checkpoints of a run stay when a newer one is written.
 *
 * @param last how many of the newest, at least 1
 */
public record KeptCheckpoints(int last) {
  private static final Pattern TEXT = Pattern.compile("last:([1-9][0-9]{0,5})");

  /**
   * Reads {@code last:n}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static KeptCheckpoints parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "illegal keep \"%s\", must be last:n with a whole number n from 1".formatted(text));
    }
    return new KeptCheckpoints(Integer.parseInt(matcher.group(1)));
  }
}
