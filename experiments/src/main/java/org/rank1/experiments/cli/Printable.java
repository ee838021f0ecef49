package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Text that may come from a file as it is safe to show: names in a model could hold line breaks,
 * commands to a terminal, or a megabyte of letters.
 */
final class Printable {
  /** Characters of a line that are shown; more than any sentence of ours. */
  private static final int LONGEST = 4000;

  /** What no shell reads as anything but itself. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}/\\\\:._+,@%-]+");

  private Printable() {}

  /** One line: whatever would break or steer it is escaped as in Java, and a huge one is cut. */
  static String line(String text) {
    int half = LONGEST / 2;
    return escaped(
        text.length() <= LONGEST
            ? text
            : text.substring(0, half) + " … " + text.substring(text.length() - half),
        false);
  }

  /** Any number of lines, or JSON, which stays the same JSON. */
  static String lines(String text) {
    return escaped(text, true);
  }

  /** A path as one word of a command line that can be pasted into a shell. */
  static String argument(Path path) {
    String text = path.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static String escaped(String text, boolean breaks) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (steers(c) && !(breaks && (c == '\n' || c == '\r'))) {
        safe.append("\\u%04x".formatted((int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  /** Controls, separators of lines and paragraphs, and marks that change the direction. */
  private static boolean steers(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
