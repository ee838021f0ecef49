package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.rank1.Benchmarks;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.bench.TrainingSpeed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rank1 bench train}: whole training steps, rank-1 against dense. */
@Command(
    name = "train",
    description =
        "Measures whole training steps of rank-1 and of dense convolutions, interleaved: forward,"
            + " backward and update, with batch norm and ReLU.",
    footer = {"", "Example: ./rank1 bench train --threads 2 --json"},
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads within an operation (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "auto, cpu or gpu:N (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Timed steps of every side (default: ${DEFAULT-VALUE}).")
  private int rounds = 9;

  @Mixin private OutputOptions output;

  BenchTrainCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    within("--threads", threads, 4096);
    within("--rounds", rounds, 1000);
    Console console = services.console();
    List<TrainingSpeed> speeds =
        services.rank1().bench().train(device, threads, rounds, speed -> console.note(line(speed)));
    double ratio = geometricMean(speeds, TrainingSpeed::ratio);
    double ratioToNchw = geometricMean(speeds, TrainingSpeed::ratioToNchw);
    double composed = geometricMean(speeds, TrainingSpeed::composedRatio);
    if (output.json()) {
      console.result(Json.write(json(speeds, ratio, ratioToNchw, composed)));
    } else {
      console.result(
          String.format(
              Locale.ROOT,
              "geometric means, %d thread%s: rank-1 %.2f times dense, %.2f times dense in NCHW;"
                  + " composed %.2f times dense",
              threads,
              threads == 1 ? "" : "s",
              ratio,
              ratioToNchw,
              composed));
    }
    return Main.DONE;
  }

  private static void within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidInputException(
          "Illegal %s %d, must be between 1 and %d.".formatted(option, value, most));
    }
  }

  private static String line(TrainingSpeed speed) {
    return String.format(
        Locale.ROOT,
        "%s, images/s: dense %.0f (NCHW %.0f), rank-1 composed %.0f, rank-1 %.0f; ratio %.2f (to"
            + " NCHW %.2f)",
        speed.name(),
        speed.dense(),
        speed.denseNchw(),
        speed.rank1Composed(),
        speed.rank1(),
        speed.ratio(),
        speed.ratioToNchw());
  }

  private Map<String, Object> json(
      List<TrainingSpeed> speeds, double ratio, double ratioToNchw, double composed) {
    List<Map<String, Object>> shapes = new ArrayList<>();
    for (TrainingSpeed speed : speeds) {
      Map<String, Object> shape = new LinkedHashMap<>();
      shape.put("name", speed.name());
      shape.put("denseNchwImagesPerSecond", speed.denseNchw());
      shape.put("denseImagesPerSecond", speed.dense());
      shape.put("rank1ComposedImagesPerSecond", speed.rank1Composed());
      shape.put("rank1ImagesPerSecond", speed.rank1());
      shape.put("ratio", speed.ratio());
      shape.put("ratioToNchw", speed.ratioToNchw());
      shapes.add(shape);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("threads", threads);
    json.put("batch", Benchmarks.BATCH);
    json.put("rounds", rounds);
    json.put("shapes", shapes);
    json.put("ratio", ratio);
    json.put("ratioToNchw", ratioToNchw);
    json.put("composedRatio", composed);
    return json;
  }

  private static double geometricMean(
      List<TrainingSpeed> speeds, ToDoubleFunction<TrainingSpeed> figure) {
    return Math.exp(
        speeds.stream()
            .mapToDouble(speed -> Math.log(figure.applyAsDouble(speed)))
            .average()
            .orElseThrow());
  }
}
