package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.rank1.Training;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.train.Cancellation;
import org.rank1.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 train}: trains a network as configured. */
@Command(
    name = "train",
    description = "Trains a network and leaves the run in one folder.",
    footer = {
      "",
      "Example: ./rank1 train dataset=fashion-mnist architecture=vgg-small parameterization=rank1"
          + " epochs=10"
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Parameters(
      arity = "0..*",
      paramLabel = "CONFIG.yaml | key=value",
      description =
          "A configuration file, then settings that win over it; a part's name alone is the short"
              + " form of part.name.")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the data files.")
  private String data = "";

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description = "Trains once with each seed; prints mean and standard deviation.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--help-options",
      description = "Explains every option of the parts that are chosen, and trains nothing.")
  private boolean helpOptions;

  @Option(
      names = "--resume",
      description =
          "Goes on with the run in the output folder if there is one already, from its newest"
              + " checkpoint.")
  private boolean resume;

  @Mixin private OutputOptions output;

  TrainCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    List<String> settings = new ArrayList<>(arguments);
    if (!data.isEmpty()) {
      settings.add("data=" + data);
    }
    if (helpOptions) {
      output.requireText("--help-options");
      explain(read(settings));
      return Main.DONE;
    }
    try (Interruption interruption = Interruption.begin()) {
      return train(settings, interruption.cancellation());
    }
  }

  private int train(List<String> settings, Cancellation cancellation) {
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new InvalidInputException("A seed stands twice at --seeds " + seeds + ".");
    }
    Training training = services.rank1().training();
    ExperimentSpec spec = read(settings);
    if (resume && spec.settings().outputFolder().isEmpty()) {
      throw new InvalidInputException(
          "--resume goes on with the run in a folder; name it with output=DIR.");
    }
    Path folder = training.folder(spec);
    Training.Begun begun = resume ? Training.Begun.RESUMED : Training.Begun.REFUSED;
    RunText text = new RunText(services.console(), output.json());
    try (WatchedConsole watched =
        new WatchedConsole(
            services.console(), spec.part(PartKey.PARAMETERIZATION).name(), cancellation)) {
      return seeds.isEmpty()
          ? text.print(training.run(spec, folder, begun, watched.watch()))
          : text.printAll(seeds, training.seeds(spec, seeds, folder, begun, watched.watch()));
    }
  }

  private ExperimentSpec read(List<String> settings) {
    boolean fromFile = !settings.isEmpty() && !settings.get(0).contains("=");
    for (String later : settings.subList(Math.min(1, settings.size()), settings.size())) {
      if (!later.contains("=")) {
        throw new InvalidInputException(
            fromFile
                ? "\"%s\" is no setting, and there can be one configuration file only: %s."
                    .formatted(later, settings.get(0))
                : "The configuration file comes first: ./rank1 train %s key=value …, with the settings behind it."
                    .formatted(Printable.argument(Path.of(later))));
      }
    }
    Training training = services.rank1().training();
    return fromFile
        ? training.readFile(
            Path.of(settings.get(0)), settings.subList(1, settings.size()).toArray(String[]::new))
        : training.read(settings.toArray(String[]::new));
  }

  private void explain(ExperimentSpec spec) {
    new ChosenOptions(services.rank1().options(), spec).lines().forEach(services.console()::result);
  }
}
