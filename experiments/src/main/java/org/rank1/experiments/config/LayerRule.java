package org.rank1.experiments.config;

import java.util.regex.Pattern;
import org.rank1.plugin.Parts;
import org.rank1.training.FilterParameterization;

/**
 * Which convolutions get a parameterization of their own.
 *
 * @param pattern of names of layers, in which {@code *} stands for any characters (dots and slashes
 *     too) and {@code ?} for one
 * @param parameterization what they get
 */
public record LayerRule(String pattern, PartSpec parameterization) {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_./*?-]{1,200}");

  /** Checks the pattern. */
  public LayerRule {
    if (!isLegal(pattern)) {
      throw new IllegalArgumentException(
          "illegal pattern \"" + pattern + "\", must match " + LEGAL.pattern());
    }
  }

  /** Whether a text is a pattern. */
  static boolean isLegal(String pattern) {
    return LEGAL.matcher(pattern).matches();
  }

  /** Makes the parameterization. */
  FilterParameterization create(Parts parts) {
    return ExperimentSpec.create(PartKey.PARAMETERIZATION, parameterization, parts);
  }

  /** Whether the pattern stands for a name. */
  public boolean matches(String name) {
    // Greedy with one point of return, so that no pattern takes more than |pattern| × |name| steps.
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(c -> c == '*');
  }
}
