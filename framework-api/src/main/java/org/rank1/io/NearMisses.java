package org.rank1.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The sentence about an unknown name: what there is, and what was probably meant. */
public final class NearMisses {
  /** Longer than any name: what is longer is no slip, and comparing it takes long. */
  private static final int LONGEST = 200;

  private NearMisses() {}

  /**
   * The sentence that refuses a name, for example {@code Unknown projection "rank1-hop" at
   * projection.name. Available: none, rank1-hopm. Did you mean "rank1-hopm"?}
   *
   * @param kind what was looked for, for example {@code projection}
   * @param name what was given
   * @param place where it was given
   * @param available all legal names
   */
  public static String unknown(
      String kind, String name, String place, Collection<String> available) {
    List<String> sorted = available.stream().sorted().toList();
    String sentence =
        "Unknown %s \"%s\" at %s. Available: %s."
            .formatted(kind, name, place, sorted.isEmpty() ? "none" : String.join(", ", sorted));
    return nearest(name, sorted)
        .map(near -> sentence + " Did you mean \"" + near + "\"?")
        .orElse(sentence);
  }

  /** The available name closest to the given one, if it is close enough to be a slip. */
  public static Optional<String> nearest(String name, Collection<String> available) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    return available.stream()
        .min(Comparator.comparingInt((String s) -> distance(name, s)).thenComparing(s -> s))
        .filter(
            near ->
                distance(name, near) <= Math.max(1, Math.max(name.length(), near.length()) / 3)
                    || (name.length() >= 3 && near.startsWith(name)));
  }

  /** Optimal string alignment distance: insertions, deletions, substitutions, transpositions. */
  static int distance(String from, String to) {
    int[][] d = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= to.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        char a = Character.toLowerCase(from.charAt(i - 1));
        char b = Character.toLowerCase(to.charAt(j - 1));
        d[i][j] =
            Math.min(
                Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + (a == b ? 0 : 1));
        if (i > 1
            && j > 1
            && a == Character.toLowerCase(to.charAt(j - 2))
            && b == Character.toLowerCase(from.charAt(i - 2))) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[from.length()][to.length()];
  }
}
