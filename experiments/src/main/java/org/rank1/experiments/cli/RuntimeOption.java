package org.rank1.experiments.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.io.InvalidInputException;
import picocli.CommandLine.Option;

/** What runs models: any runtime there is, with its options. */
final class RuntimeOption {
  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      description = "What runs the models, see ./rank1 plugins (default: ${DEFAULT-VALUE}).")
  private String name = new RuntimeChoice().name();

  @Option(
      names = "--runtime-option",
      paramLabel = "KEY=VALUE",
      description = "An option of the runtime; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  /** What was chosen. */
  RuntimeChoice choice() {
    return new RuntimeChoice(name, options);
  }

  /**
   * Refuses a choice where models are run as they always are.
   *
   * @param why the rest of the sentence
   */
  void requireDefault(String why) {
    if (!choice().isDefault()) {
      throw new InvalidInputException("--runtime and --runtime-option are not for " + why);
    }
  }
}
