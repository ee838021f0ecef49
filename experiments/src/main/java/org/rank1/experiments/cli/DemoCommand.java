package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rank1.experiments.demo.ArmResult;
import org.rank1.experiments.demo.DemoObserver;
import org.rank1.experiments.demo.DemoReport;
import org.rank1.experiments.demo.DemoResult;
import org.rank1.experiments.train.TrainingObserver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rank1 demo}: the main job on the embedded images. */
@Command(
    name = "demo",
    description =
        "Trains dense and rank-1 networks on the embedded Fashion-MNIST images, splits and exports"
            + " them, proves the split equivalent and times everything. Takes about three minutes on two cores.",
    footer = {"", "Example: ./rank1 demo --json"},
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder of the runs and the report (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("runs", "demo");

  @Mixin private OutputOptions output;

  DemoCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    Outputs.requireNoRoot("--output", folder);
    try (Interruption interruption = Interruption.begin()) {
      return call(interruption);
    }
  }

  private int call(Interruption interruption) {
    Console console = services.console();
    DemoResult result =
        services
            .rank1()
            .demo(
                folder,
                interruption.cancellation(),
                new DemoObserver() {
                  @Override
                  public void note(String line) {
                    console.note(line);
                  }

                  @Override
                  public TrainingObserver training(String arm) {
                    return new Progress(console, arm);
                  }
                });
    console.result(
        output.json()
            ? Json.write(result)
            : DemoReport.table(result).text() + "Report: " + result.report());
    return result.arms().stream().allMatch(ArmResult::equivalent) ? Main.DONE : Main.CHECK_FAILED;
  }
}
