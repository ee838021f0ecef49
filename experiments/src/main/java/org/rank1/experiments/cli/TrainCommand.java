package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.OptionCatalog;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.train.Experiment;
import org.rank1.experiments.train.RunFolder;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Parts;
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
      explain(read(settings));
    } else if (seeds.isEmpty()) {
      ExperimentSpec spec = read(settings);
      print(train(spec, folder(spec)));
    } else {
      printAll(trainAll(settings));
    }
    return Main.DONE;
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
    ExperimentReader reader = new ExperimentReader(services.get(Parts.class));
    return fromFile
        ? reader.read(Path.of(settings.get(0)), settings.subList(1, settings.size()))
        : reader.read(settings);
  }

  private void explain(ExperimentSpec spec) {
    new ChosenOptions(OptionCatalog.of(services.get(Parts.class)), spec)
        .lines()
        .forEach(services.console()::result);
  }

  private static Path folder(ExperimentSpec spec) {
    return spec.settings()
        .outputFolder()
        .orElseGet(() -> RunFolder.free(Path.of("runs"), defaultName(spec)));
  }

  private Experiment.Result train(ExperimentSpec spec, Path path) {
    Console console = services.console();
    try (Progress progress = new Progress(console, spec.part(PartKey.PARAMETERIZATION).name())) {
      return services
          .get(Experiment.class)
          .run(spec, RunFolder.unused(path), console::note, progress);
    }
  }

  /** One run for each seed, in folders {@code seed-N} under the run's own. */
  private List<Experiment.Result> trainAll(List<String> settings) {
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new InvalidInputException("A seed stands twice at --seeds " + seeds + ".");
    }
    Path parent = folder(read(settings));
    List<ExperimentSpec> specs = new ArrayList<>();
    for (long seed : seeds) {
      List<String> ofSeed = new ArrayList<>(settings);
      ofSeed.removeIf(setting -> setting.startsWith("seed=") || setting.startsWith("output="));
      ofSeed.add("seed=" + seed);
      ofSeed.add("output=" + parent.resolve("seed-" + seed));
      specs.add(read(ofSeed));
    }
    specs.forEach(spec -> RunFolder.unused(folder(spec))); // before hours of training
    return specs.stream().map(spec -> train(spec, folder(spec))).toList();
  }

  private static String defaultName(ExperimentSpec spec) {
    return spec.part(PartKey.DATASET).name()
        + "-"
        + spec.part(PartKey.ARCHITECTURE).name()
        + "-"
        + spec.part(PartKey.PARAMETERIZATION).name();
  }

  private static Map<String, String> forms(Experiment.Result result) {
    Map<String, String> forms = new LinkedHashMap<>();
    result
        .snapshot()
        .network()
        .convolutions()
        .forEach(layer -> forms.put(layer.name(), layer.form().name()));
    return forms;
  }

  private static Map<String, Object> json(Experiment.Result result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", result.folder().path().toString());
    json.put("dataset", result.data().name());
    json.put("trainImages", result.data().train().count());
    json.put("testImages", result.data().test().count());
    json.put("accuracy", result.accuracy());
    json.put("secondsPerEpoch", result.secondsPerEpoch());
    json.put("forms", forms(result));
    result.projection().ifPresent(projection -> json.put("projection", projection.values()));
    json.put("epochs", result.epochs());
    return json;
  }

  private void print(Experiment.Result result) {
    services
        .console()
        .result(
            output.json()
                ? Json.write(json(result))
                : String.format(
                    Locale.ROOT,
                    "accuracy %.4f on %d test images, %.1f s per epoch; the run is in %s",
                    result.accuracy(),
                    result.data().test().count(),
                    result.secondsPerEpoch(),
                    result.folder().path()));
  }

  private void printAll(List<Experiment.Result> results) {
    Spread accuracy = Spread.of(results.stream().map(Experiment.Result::accuracy).toList());
    Spread seconds = Spread.of(results.stream().map(Experiment.Result::secondsPerEpoch).toList());
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("seeds", seeds);
      json.put("accuracy", accuracy);
      json.put("secondsPerEpoch", seconds);
      json.put("runs", results.stream().map(TrainCommand::json).toList());
      services.console().result(Json.write(json));
    } else {
      services
          .console()
          .result(
              "accuracy %s over %d seeds, %s s per epoch; the runs are in %s"
                  .formatted(
                      accuracy.text(4),
                      results.size(),
                      seconds.text(1),
                      results.get(0).folder().path().toAbsolutePath().getParent()));
    }
  }
}
