package org.rank1.experiments.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints. Whatever it prints takes the place of the status line.
 *
 * @param out standard output: results only
 * @param err standard error: progress, notes and errors
 * @param status redrawn on {@code err} while something goes on, if that is a terminal
 */
record Console(PrintStream out, PrintStream err, StatusLine status) {

  /** A console without a terminal. */
  static Console plain(PrintStream out, PrintStream err) {
    return new Console(out, err, StatusLine.none(err));
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** Something to know while waiting. */
  void note(String line) {
    status.clear();
    err.println(Printable.line(line));
  }

  /** Why a command stops. */
  void error(String sentence) {
    status.clear();
    err.println("rank1: " + Printable.line(sentence));
  }

  /** The result. */
  void result(String text) {
    status.clear();
    out.println(Printable.lines(text));
  }
}
