package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.bench.FourAxes;
import org.rank1.experiments.bench.InferenceResult;
import org.rank1.experiments.bench.InferenceResults;
import org.rank1.experiments.bench.Int8Result;
import org.rank1.experiments.bench.LayerResult;
import org.rank1.experiments.bench.ModelResult;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 bench inference}: a network, dense against split. */
@Command(
    name = "inference",
    description =
        "Measures a network with random weights, every convolution dense against split, and says"
            + " which kernels of the runtime really ran. Its --input is 3x224x224 where none is given.",
    footer = {
      "",
      "Example: ./rank1 bench inference --network vgg16 --input 3x224x224 --threads 1 --json"
    },
    mixinStandardHelpOptions = true)
final class BenchInferenceCommand implements Callable<Integer> {
  private static final FeatureShape DEFAULT_SHAPE = FeatureShape.of(3, 224, 224);

  private final CommandFactory.Services services;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL.onnx",
      description = "An ONNX file to measure instead of a network.")
  private @Nullable Path model;

  @Option(
      names = "--against",
      paramLabel = "OTHER.onnx",
      description = "An ONNX file to measure it against.")
  private @Nullable Path against;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "An architecture, see ./rank1 plugins.")
  private @Nullable String network;

  @Mixin private ModelShapeOption shape;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Outputs of the network (default: ${DEFAULT-VALUE}).")
  private int classes;

  @Option(
      names = "--filter",
      paramLabel = "FORM",
      defaultValue = "rank1",
      description = "The form of every convolution (default: ${DEFAULT-VALUE}).")
  private String filter;

  @Mixin private PlanOptions planning;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measured rounds (default: as many as fit into --seconds, at least 10).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for measuring the networks (default: ${DEFAULT-VALUE}).")
  private double seconds = 8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the weights (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Mixin private OutputOptions output;

  BenchInferenceCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    Console console = services.console();
    LatencyOptions options = PlanOptions.latency(seconds, seconds / 16, rounds);
    InferenceRuntime runtime = planning.runtime(services);
    if (precision.isInt8() && model != null) {
      throw new InvalidInputException(
          "--precision int8 is for a --network; an ONNX file is measured as it is.");
    }
    if (model != null) {
      return measure(model, runtime, options);
    }
    if (network == null || against != null) {
      throw new InvalidInputException(
          "Give --network NAME, or MODEL.onnx and perhaps --against OTHER.onnx.");
    }
    NetworkSnapshot snapshot =
        services
            .rank1()
            .bench()
            .network(network, shape.shape().orElse(DEFAULT_SHAPE), filter, classes, seed);
    LoweringSelection split =
        planning.selection(services, snapshot, new ExportOptions(), PlanOptions.AUTO);
    InferenceResults results =
        services
            .rank1()
            .bench()
            .inference(snapshot, split, precision.isInt8(), runtime, options, console::note);
    if (output.json()) {
      Map<String, Object> json = Json.fields(results.floats());
      results.int8().ifPresent(int8 -> json.putAll(Json.fields(int8)));
      console.result(Json.write(json));
    } else {
      print(results.floats());
      results.int8().ifPresent(this::print);
    }
    return Main.DONE;
  }

  private int measure(Path file, InferenceRuntime runtime, LatencyOptions options) {
    if (network != null) {
      throw new InvalidInputException("Give --network or MODEL.onnx, not both.");
    }
    if (planning.isGiven()) {
      throw new InvalidInputException(
          "--form and --plan are for --network; \"%s\" is measured as it is.".formatted(file));
    }
    CheckedModel measured = shape.read(file);
    Optional<CheckedModel> other = Optional.ofNullable(against).map(shape::read);
    ModelResult result = services.rank1().bench().model(measured, other, runtime, options);
    if (output.json()) {
      services.console().result(Json.write(result));
    } else {
      print(result);
    }
    return Main.DONE;
  }

  private void print(ModelResult result) {
    Console console = services.console();
    for (ModelResult.Node node : result.nodes()) {
      console.result(
          String.format(
              Locale.ROOT,
              "  %-32s %8.3f ms  %s",
              Printable.line(node.name()),
              node.ms(),
              node.kernel()));
    }
    for (ModelLatency latency : result.models()) {
      console.result(
          String.format(
              Locale.ROOT,
              "%s: %.3f ms (%.3f to %.3f), %.2f×",
              latency.name(),
              latency.medianMs(),
              latency.lowerQuartileMs(),
              latency.upperQuartileMs(),
              latency.speedup()));
    }
    // A runtime that cannot be traced does not say how it lays out memory.
    String layout =
        result.nodes().isEmpty()
            ? ""
            : "%d blocked nodes, %d reorders; ".formatted(result.blockedNodes(), result.reorders());
    console.result("%s%s on %s".formatted(layout, result.runtime(), result.machine()));
  }

  private void print(Int8Result result) {
    services
        .console()
        .result(
            String.format(
                Locale.ROOT,
                "int8: split %.2f ms, %.2f× faster than split (95 %% interval %.2f to %.2f), %.2f×"
                    + " faster than dense (%.2f to %.2f); dense int8 %.2f ms; %d nodes multiply"
                    + " bytes; file %.1f → %.1f MB",
                result.int8Ms(),
                result.int8SpeedupOverSplit(),
                result.int8SpeedupOverSplitLow(),
                result.int8SpeedupOverSplitHigh(),
                result.int8SpeedupOverDense(),
                result.int8SpeedupOverDenseLow(),
                result.int8SpeedupOverDenseHigh(),
                result.denseInt8Ms(),
                result.int8Nodes(),
                result.splitBytes() / 1e6,
                result.int8Bytes() / 1e6));
  }

  private void print(InferenceResult result) {
    Console console = services.console();
    for (LayerResult layer : result.layers()) {
      console.result(
          String.format(
              Locale.ROOT,
              "  %-16s %-28s %-20s %8.3f → %7.3f ms  %5.2f× (theory %5.2f×)  %6.1f GFLOP/s  %s",
              layer.name(),
              layer.conv(),
              layer.form(),
              layer.denseMs(),
              layer.ms(),
              layer.speedup(),
              layer.macRatio(),
              layer.gflops(),
              layer.kernel()));
    }
    console.result(
        String.format(
            Locale.ROOT,
            "%s at %s: dense %.2f ms, split %.2f ms: %.2f× faster, 95 %% interval %.2f to %.2f;"
                + " %.2f times fewer multiply-adds",
            result.network(),
            result.input(),
            result.denseMs(),
            result.splitMs(),
            result.speedup(),
            result.speedupLow(),
            result.speedupHigh(),
            result.macRatio()));
    FourAxes four = result.fourAxes();
    if (four != null) {
      console.result(
          String.format(
              Locale.ROOT,
              "on tensors of four axes %.2f ms; with the network's own 1-D or 3-D convolutions split"
                  + " %.2f ms (%.2f×), dense %.2f ms (%.2f×, 95 %% interval %.2f to %.2f)",
              four.ms(),
              four.nativeSplitMs(),
              four.overNativeSplit(),
              four.nativeDenseMs(),
              four.overNativeDense(),
              four.overNativeDenseLow(),
              four.overNativeDenseHigh()));
    }
    console.result(
        String.format(
            Locale.ROOT,
            "best dense 3×3 convolution: %.1f GFLOP/s; at that rate the split network takes %.2f"
                + " ms, it reaches %.0f %% of that; %d blocked nodes, %d reorders; %s on %s",
            result.peakGflops(),
            result.limitMs(),
            100 * result.fractionOfLimit(),
            result.blockedNodes(),
            result.reorders(),
            result.runtime(),
            result.machine()));
  }
}
