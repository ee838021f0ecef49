package org.rank1.experiments.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rank1.experiments.doctor.Diagnosis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rank1 doctor}: what is there, and what is wrong. */
@Command(
    name = "doctor",
    description =
        "Says what Rank1 finds here: Java, processor, training engine and device, ONNX Runtime, folders,"
            + " data sets, plugins. Exits with 1 if something is wrong.",
    footer = {"", "Example: ./rank1 doctor --json"},
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Mixin private OutputOptions output;

  DoctorCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    Diagnosis found = services.rank1().diagnose(services.environment());
    services.console().result(output.json() ? Json.write(json(found)) : text(found));
    return found.problems().isEmpty() ? Main.DONE : Main.CHECK_FAILED;
  }

  private static Map<String, Object> json(Diagnosis found) {
    Map<String, Object> json = new LinkedHashMap<>(found.groups());
    json.put("problems", found.problems());
    return json;
  }

  private static String text(Diagnosis found) {
    StringBuilder text = new StringBuilder();
    found
        .groups()
        .forEach(
            (group, facts) -> {
              text.append(group).append('\n');
              facts.forEach((name, value) -> text.append("  %-24s  %s%n".formatted(name, value)));
            });
    found.problems().forEach(problem -> text.append("PROBLEM: ").append(problem).append('\n'));
    return text.append(found.problems().isEmpty() ? "Nothing is wrong." : "").toString().strip();
  }
}
