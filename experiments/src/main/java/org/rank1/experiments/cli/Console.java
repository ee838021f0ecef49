package org.rank1.experiments.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints.
 *
 * @param out standard output: results only
 * @param err standard error: progress, notes and errors
 * @param terminal whether {@code err} is a terminal that can redraw a line
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** Something to know while waiting. */
  void note(String line) {
    err.println(Printable.line(line));
  }

  /** Why a command stops. */
  void error(String sentence) {
    err.println("rank1: " + Printable.line(sentence));
  }

  /** The result. */
  void result(String text) {
    out.println(Printable.lines(text));
  }
}
