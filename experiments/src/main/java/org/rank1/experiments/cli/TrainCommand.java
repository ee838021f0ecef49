package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.train.Experiment;
import org.rank1.experiments.train.RunFolder;
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
    boolean fromFile = !settings.isEmpty() && !settings.get(0).contains("=");
    ExperimentReader reader = new ExperimentReader(services.get(Parts.class));
    ExperimentSpec spec =
        fromFile
            ? reader.read(Path.of(settings.get(0)), settings.subList(1, settings.size()))
            : reader.read(settings);
    Path path =
        spec.settings()
            .outputFolder()
            .orElseGet(() -> RunFolder.free(Path.of("runs"), defaultName(spec)));
    Console console = services.console();
    try (Progress progress = new Progress(console, spec.part(PartKey.PARAMETERIZATION).name())) {
      Experiment.Result result =
          services.get(Experiment.class).run(spec, RunFolder.unused(path), console::note, progress);
      print(result);
    }
    return Main.DONE;
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

  private void print(Experiment.Result result) {
    if (output.json()) {
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
      services.console().result(Json.write(json));
    } else {
      services
          .console()
          .result(
              String.format(
                  Locale.ROOT,
                  "accuracy %.4f on %d test images, %.1f s per epoch; the run is in %s",
                  result.accuracy(),
                  result.data().test().count(),
                  result.secondsPerEpoch(),
                  result.folder().path()));
    }
  }
}
