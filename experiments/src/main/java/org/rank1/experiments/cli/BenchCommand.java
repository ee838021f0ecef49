package org.rank1.experiments.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rank1 bench}: the group of all benchmarks. */
@Command(
    name = "bench",
    description = "Measures this product on this machine.",
    footer = {"", "Example: ./rank1 bench inference --network vgg16 --input 3x224x224"},
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchInferenceCommand.class,
      BenchLayersCommand.class,
      BenchProjectionCommand.class,
      BenchTrainCommand.class,
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing benchmark. Available: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
