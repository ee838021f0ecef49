package org.rank1.experiments.cli;

import org.rank1.provenance.ProductVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rank1}: the root of all commands. */
@Command(
    name = "rank1",
    mixinStandardHelpOptions = true,
    versionProvider = Rank1Command.Version.class,
    header = "Convolutional networks with rank-1 filters: train, split, export, prove.",
    footer = {"", "Start with: ./rank1 demo"},
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      ExportCommand.class,
      ValidateCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      PluginsCommand.class,
    })
final class Rank1Command implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command. Available: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"rank1 " + ProductVersion.current()};
    }
  }
}
