package org.rank1.experiments.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * The last line of a terminal, drawn again and again. It never reaches the last column, so that it
 * does not wrap, and is wiped with spaces: no escape sequence is written, whatever {@code NO_COLOR}
 * or {@code TERM} say.
 */
final class StatusLine {
  private static final int USUAL_COLUMNS = 80;
  private static final int FEWEST_COLUMNS = 20;

  private final PrintStream terminal;
  private final int columns;
  private int drawn;

  private StatusLine(PrintStream terminal, int columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  /** A line that is never drawn, for what is no terminal. */
  static StatusLine none(PrintStream stream) {
    return new StatusLine(stream, 0);
  }

  /** The line of a terminal that can redraw it, of as many columns as {@code COLUMNS} says. */
  static StatusLine of(PrintStream terminal, Map<String, String> environment) {
    if (environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT).equals("dumb")) {
      return none(terminal);
    }
    String columns = environment.getOrDefault("COLUMNS", "").strip();
    boolean told = columns.matches("[0-9]{1,4}") && Integer.parseInt(columns) > 0;
    return new StatusLine(
        terminal, told ? Math.max(FEWEST_COLUMNS, Integer.parseInt(columns)) : USUAL_COLUMNS);
  }

  /** Whether it is drawn at all. */
  boolean visible() {
    return columns > 0;
  }

  /** How many characters it has room for. */
  int room() {
    return Math.max(0, columns - 1);
  }

  /** Draws a line in the place of what stands there; does nothing if the line is not visible. */
  synchronized void show(String text) {
    if (visible()) {
      String line = text.length() > room() ? text.substring(0, room()) : text;
      terminal.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
      terminal.flush();
      drawn = line.length();
    }
  }

  /** Leaves an empty line with the cursor at its beginning, if something stands there. */
  synchronized void clear() {
    if (drawn > 0) {
      terminal.print("\r" + " ".repeat(drawn) + "\r");
      terminal.flush();
      drawn = 0;
    }
  }
}
