package org.rank1.training;

import java.util.regex.Pattern;

/**
 * A pattern of names of layers or of paths of tensors.
 *
 * @param text the name, in which {@code *} stands for any characters (dots and slashes too) and
 *     {@code ?} for one
 */
public record PathPattern(String text) {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_./*?-]{1,200}");

  /** Checks that the text is a pattern. */
  public PathPattern {
    if (!isLegal(text)) {
      throw new IllegalArgumentException(
          "illegal pattern \"%s\", must be made of letters, digits and _ . / - with * for any characters and ? for one"
              .formatted(text));
    }
  }

  /** Whether a text is a pattern. */
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  /** Whether the pattern stands for a name. */
  public boolean matches(String name) {
    // Greedy with one point of return, so that no pattern takes more than |pattern| × |name| steps.
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < text.length() && (text.charAt(p) == '?' || text.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    return text.substring(p).chars().allMatch(c -> c == '*');
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
