package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rank1.experiments.train.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rank1 resume}: goes on with a run that was interrupted. */
@Command(
    name = "resume",
    description =
        "Goes on with a run where its newest checkpoint is, to the weights that it would have had"
            + " without the interruption; or, with more epochs, beyond its end.",
    footer = {"", "Example: ./rank1 resume runs/mine epochs=20"},
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Parameters(index = "0", paramLabel = "RUN", description = "Folder of the run.")
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "key=value",
      description =
          "Other epochs, device, threads, data, readEvery, checkpoint, keep or metrics than the run"
              + " had.")
  private List<String> settings = new ArrayList<>();

  @Mixin private OutputOptions output;

  ResumeCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    try (Interruption interruption = Interruption.begin()) {
      return resume(interruption.cancellation());
    }
  }

  private int resume(Cancellation cancellation) {
    try (WatchedConsole watched = new WatchedConsole(services.console(), "resumed", cancellation)) {
      return new RunText(services.console(), output.json())
          .print(services.rank1().resume(run, watched.watch(), settings.toArray(String[]::new)));
    }
  }
}
