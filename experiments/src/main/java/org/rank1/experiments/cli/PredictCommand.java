package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rank1.experiments.evaluate.Predictions;
import org.rank1.onnx.image.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 predict}: what an ONNX file takes images for. */
@Command(
    name = "predict",
    description =
        "Says what an exported model takes PNG or JPEG images for. Images are converted to the"
            + " model's channels and stretched to its size, or cropped if it was trained on cropped"
            + " ones. One that cannot be read does not keep the others from being printed; the exit"
            + " code then is 2.",
    footer = {"", "Example: ./rank1 predict split.onnx shoe.png --top 3"},
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Parameters(
      index = "0",
      paramLabel = "MODEL.onnx",
      description = "A model exported by this product, or any classifier of images.")
  private Path model;

  @Mixin private ForeignModelOptions foreign;

  @Mixin private RuntimeOption runtime;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG or JPEG files.")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Classes to show for each image (default: ${DEFAULT-VALUE}).")
  private int top = 3;

  @Mixin private OutputOptions output;

  PredictCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    Console console = services.console();
    Predictions predictions =
        services
            .rank1()
            .models()
            .predict(
                foreign.read(model),
                runtime.choice(),
                foreign.stated(),
                images,
                top,
                console::note);
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("model", model.toString());
      json.put("predictions", predictions.made());
      json.put("refused", predictions.refused());
      console.result(Json.write(json));
    } else {
      predictions.made().forEach(prediction -> print(console, prediction));
    }
    predictions.refused().forEach(refused -> console.error(refused.reason()));
    return predictions.refused().isEmpty() ? Main.DONE : Main.INVALID;
  }

  private static void print(Console console, Prediction prediction) {
    console.result(prediction.image());
    for (Prediction.ClassProbability each : prediction.classes()) {
      console.result(
          String.format(
              Locale.ROOT,
              "  %6.2f %%  %s",
              100 * each.probability(),
              Printable.line(each.name())));
    }
  }
}
