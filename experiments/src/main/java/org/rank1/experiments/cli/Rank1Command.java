package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.provenance.ProductVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
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
      ResumeCommand.class,
      ExportCommand.class,
      ValidateCommand.class,
      VerifyCertificateCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      AnalyzeCommand.class,
      BenchCommand.class,
      PluginsCommand.class,
      DoctorCommand.class,
    })
final class Rank1Command implements Runnable {
  /** Environment variable with the folder of further plugins. */
  static final String PLUGINS_VARIABLE = "RANK1_PLUGINS";

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--plugins",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "Folder whose jars bring further parts (default: $" + PLUGINS_VARIABLE + ").")
  private @Nullable Path plugins;

  Rank1Command(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The folder of further plugins, if one is named. */
  Optional<Path> plugins() {
    if (plugins != null) {
      return Optional.of(plugins);
    }
    String folder = environment.getOrDefault(PLUGINS_VARIABLE, "").strip();
    return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
  }

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
