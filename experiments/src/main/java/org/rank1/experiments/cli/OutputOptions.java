package org.rank1.experiments.cli;

import picocli.CommandLine.Option;

/** How a command shows its result. */
final class OutputOptions {
  @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
  private boolean json;

  boolean json() {
    return json;
  }
}
