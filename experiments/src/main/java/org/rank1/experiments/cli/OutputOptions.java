package org.rank1.experiments.cli;

import org.rank1.io.InvalidInputException;
import picocli.CommandLine.Option;

/** How a command shows its result. */
final class OutputOptions {
  @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
  private boolean json;

  boolean json() {
    return json;
  }

  /**
   * Refuses JSON where an option prints text for people.
   *
   * @param option that does
   */
  void requireText(String option) {
    if (json) {
      throw new InvalidInputException("%s prints text: give it or --json.".formatted(option));
    }
  }
}
