package org.rank1.plugin;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interval of numbers as {@link Described#range} writes it. One without an end ends with the
 * largest number in single precision: no option may be infinite.
 */
record Interval(String text, double least, boolean open, double most, boolean openEnd) {
  private static final String ENDLESS = "∞";
  private static final Pattern TEXT =
      Pattern.compile("([\\[(])\\s*(-?[0-9.eE+-]+)\\s*,\\s*(-?[0-9.eE+-]+|∞)\\s*([\\])])");

  /**
   * Reads an interval.
   *
   * @throws IllegalArgumentException if the text is none, or an empty one
   */
  static Interval parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "illegal range \"" + text + "\", must be an interval such as [0, 1)");
    }
    double least = Double.parseDouble(matcher.group(2));
    boolean endless = matcher.group(3).equals(ENDLESS);
    double most = endless ? Float.MAX_VALUE : Double.parseDouble(matcher.group(3));
    if (least > most) {
      throw new IllegalArgumentException("illegal range \"" + text + "\", must not be empty");
    }
    return new Interval(
        text, least, matcher.group(1).equals("("), most, matcher.group(4).equals(")") && !endless);
  }

  boolean contains(Number number) {
    double value = number.doubleValue();
    return (open ? value > least : value >= least) && (openEnd ? value < most : value <= most);
  }

  /** The interval in words that follow "must be". */
  String words(boolean whole) {
    if (!text.contains(ENDLESS)) {
      return "within " + text;
    }
    String from = new BigDecimal(least).stripTrailingZeros().toPlainString();
    if (open) {
      return least == 0 ? "positive and finite" : "finite and above " + from;
    }
    return (whole ? "at least " : "finite and at least ") + from;
  }
}
