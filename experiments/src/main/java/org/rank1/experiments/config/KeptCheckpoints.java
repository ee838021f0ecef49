package org.rank1.experiments.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which checkpoints of a run stay when a newer one is written.
 *
 * @param last how many of the newest, at least 1
 * @param best whether also that of the best epoch on the validation images, where there are any
 */
public record KeptCheckpoints(int last, boolean best) {
  private static final Pattern TEXT = Pattern.compile("last:([1-9][0-9]{0,5})(,best)?");

  /**
   * Reads {@code last:n} or {@code last:n,best}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static KeptCheckpoints parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "illegal keep \"%s\", must be last:n or last:n,best with a whole number n from 1"
              .formatted(text));
    }
    return new KeptCheckpoints(Integer.parseInt(matcher.group(1)), matcher.group(2) != null);
  }
}
