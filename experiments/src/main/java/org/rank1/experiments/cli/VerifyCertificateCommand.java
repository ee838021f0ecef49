package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.certificate.Compared;
import org.rank1.experiments.certificate.Reproduction;
import org.rank1.experiments.certificate.VerificationSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 verify-certificate}: repeats a certificate. */
@Command(
    name = "verify-certificate",
    description =
        "Repeats what a certificate of `validate --report` says, with its settings, and says what"
            + " is the same and what differs. Exit code 1 if hashes, verdicts, evidence or layers"
            + " differ, or errors and the speed-up by more than the machine explains; times never"
            + " decide.",
    footer = {"", "Example: ./rank1 verify-certificate report/certificate.json --models exported"},
    mixinStandardHelpOptions = true)
final class VerifyCertificateCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Parameters(paramLabel = "FILE", description = "A certificate.json.")
  private Path file;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Folder with the two models; may be given twice (default: the certificate's folder, the"
              + " one around it, the current one).")
  private List<Path> models = List.of();

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the data files.")
  private @Nullable Path data;

  @Mixin private OutputOptions output;

  VerifyCertificateCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    Console console = services.console();
    Reproduction result =
        services
            .rank1()
            .models()
            .verifyCertificate(
                file,
                new VerificationSettings(models, Optional.ofNullable(data)),
                console::note,
                new Steps(console));
    console.result(output.json() ? Json.write(json(result)) : ReproductionText.of(result));
    return result.reproduced() ? Main.DONE : Main.CHECK_FAILED;
  }

  private Map<String, Object> json(Reproduction result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("certificate", file.toString());
    json.put("reproduced", result.reproduced());
    json.put("repeated", result.repeated());
    json.put("summary", result.summary());
    json.put("facts", result.facts());
    json.put("factsThatDiffer", different(result.facts()));
    json.put("figuresThatDiffer", different(result.figures()));
    json.put("surroundingsThatDiffer", different(result.surroundings()));
    json.put("latencies", result.latencies());
    return json;
  }

  private static List<Compared> different(List<Compared> compared) {
    return compared.stream().filter(one -> !one.same()).toList();
  }
}
