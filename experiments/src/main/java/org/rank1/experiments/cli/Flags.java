package org.rank1.experiments.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.plugin.IllegalOptionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * By which flag a user sets a component of a settings record: the one of the same name, spelled as
 * flags are, or one of this table. Libraries do not know flags.
 */
final class Flags {
  private static final Map<String, List<String>> OTHER_NAMES =
      Map.of(
          name(CalibrationSettings.class, "images"), List.of("--calibration"),
          name(LatencyOptions.class, "seconds"), List.of("--plan-seconds"));

  private Flags() {}

  /** One sentence that names the flag of the command, or the component where there is none. */
  static String sentence(IllegalOptionException refusal, CommandSpec command) {
    return exactly(refusal, command)
        .or(() -> flags(refusal, command).stream().findFirst())
        .map(OptionSpec::longestName)
        .map(refusal::at)
        .orElseGet(() -> refusal.at(refusal.type().getSimpleName() + "." + refusal.component()));
  }

  /** The same for what was refused as an option of a part, if a flag has the value. */
  static Optional<String> ofPart(InvalidInputException refusal, CommandSpec command) {
    return refusal.getCause() instanceof IllegalOptionException illegal
        ? exactly(illegal, command).map(OptionSpec::longestName).map(illegal::at)
        : Optional.empty();
  }

  private static Optional<OptionSpec> exactly(IllegalOptionException refusal, CommandSpec command) {
    return flags(refusal, command).stream()
        .filter(option -> hasValue(option, refusal.value()))
        .findFirst();
  }

  private static boolean hasValue(OptionSpec option, String value) {
    Object given = option.getValue();
    return given instanceof List<?> list
        ? list.stream().anyMatch(element -> value.equals(String.valueOf(element)))
        : value.equals(String.valueOf(given));
  }

  private static List<OptionSpec> flags(IllegalOptionException refusal, CommandSpec command) {
    List<String> others =
        OTHER_NAMES.getOrDefault(name(refusal.type(), refusal.component()), List.of());
    return Stream.concat(Stream.of(spelled(refusal.component())), others.stream())
        .map(command::findOption)
        .filter(option -> option != null)
        .toList();
  }

  /** {@code minAgreement} as {@code --min-agreement}. */
  private static String spelled(String component) {
    return "--" + component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String name(Class<?> type, String component) {
    return type.getName() + "." + component;
  }
}
