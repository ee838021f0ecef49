package org.rank1;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.bench.BenchNetworks;
import org.rank1.experiments.bench.InferenceBenchmark;
import org.rank1.experiments.bench.InferenceResults;
import org.rank1.experiments.bench.LayerBenchmark;
import org.rank1.experiments.bench.LayerResults;
import org.rank1.experiments.bench.ModelBenchmark;
import org.rank1.experiments.bench.ModelResult;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LayerCase;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.ops.bench.ProjectionBenchmark;
import org.rank1.ops.bench.ProjectionResult;
import org.rank1.ops.bench.TrainingBenchmark;
import org.rank1.ops.bench.TrainingSpeed;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.Parts;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.training.KernelProjection;

/** Measures this product on this machine; {@link Rank1#bench} gives it. */
public final class Benchmarks {
  /** Images of one training step. */
  public static final int BATCH = 64;

  private static final int MOST_THREADS = 4096;
  private static final int MOST_ROUNDS = 1000;
  private static final int MOST_REPEATS = 10_000;

  private final Product product;

  Benchmarks(Product product) {
    this.product = product;
  }

  /**
   * How fast whole training steps are, rank-1 against dense, interleaved.
   *
   * <pre>{@code
   * List<TrainingSpeed> steps = rank1.bench().train(device, 2, 9, speed -> lines.add(speed.name()));
   * }</pre>
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param threads within an operation
   * @param rounds timed steps of every side
   * @param progress told each speed once it is known
   */
  public List<TrainingSpeed> train(
      String device, int threads, int rounds, Consumer<TrainingSpeed> progress) {
    within("threads", threads, MOST_THREADS);
    within("rounds", rounds, MOST_ROUNDS);
    return new TrainingBenchmark(BATCH, rounds).run(device, threads, progress);
  }

  /**
   * How fast and how near a rank-1 projection is.
   *
   * <pre>{@code
   * ProjectionResult projected = rank1.bench().projection("rank1-hopm", device, 2, 10, lines::add);
   * }</pre>
   *
   * @param projection name of a projection to rank one
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param threads of a projection
   * @param repeats warm projections of each kernel
   */
  public ProjectionResult projection(
      String projection, String device, int threads, int repeats, Consumer<String> progress) {
    within("threads", threads, MOST_THREADS);
    within("repeats", repeats, MOST_REPEATS);
    KernelProjection part =
        product.get(Parts.class).create(KernelProjection.class, "projection", projection, Map.of());
    return new ProjectionBenchmark(projection, part, repeats).run(device, threads, progress);
  }

  /**
   * A network with seeded random weights, to be measured.
   *
   * <pre>{@code
   * NetworkSnapshot small = rank1.bench().network("vgg-small", FeatureShape.of(1, 28, 28), "rank1", 10, 1);
   * }</pre>
   *
   * @param architecture name of a part
   * @param shape of one example
   * @param form name of the form of every convolution
   * @param classes outputs of the network
   * @throws org.rank1.io.InvalidInputException if a name is unknown, or the network is too small or
   *     too large
   */
  public NetworkSnapshot network(
      String architecture, FeatureShape shape, String form, int classes, long seed) {
    return product.get(BenchNetworks.class).create(architecture, shape, form, classes, seed);
  }

  /**
   * How fast a network is, every convolution dense against split.
   *
   * <pre>{@code
   * InferenceRuntime runtime = rank1.models().runtime(new RuntimeChoice(), 1);
   * InferenceResults inference = rank1.bench().inference(small, LoweringSelection.preferred(), false, runtime, brief, lines::add);
   * }</pre>
   *
   * @param split how the split network is lowered
   * @param int8 whether both are measured in int8 too
   * @param options how long to measure
   */
  public InferenceResults inference(
      NetworkSnapshot network,
      LoweringSelection split,
      boolean int8,
      InferenceRuntime runtime,
      LatencyOptions options,
      Consumer<String> progress) {
    return new InferenceBenchmark(runtime, options).measure(network, split, int8, progress);
  }

  /**
   * How fast an ONNX model is, alone or against another one, and which kernels ran.
   *
   * <pre>{@code
   * ModelResult one = rank1.bench().model(CheckedModel.read(split), Optional.of(CheckedModel.read(composed)), runtime, brief);
   * }</pre>
   *
   * @param against the baseline
   * @param options how long to measure
   */
  public ModelResult model(
      CheckedModel model,
      Optional<CheckedModel> against,
      InferenceRuntime runtime,
      LatencyOptions options) {
    return new ModelBenchmark(runtime, options)
        .measure(
            model,
            against,
            against.isPresent()
                ? TrialInputs.timing(model, against.get())
                : TrialInputs.timing(model));
  }

  /**
   * What a plan is worth, layer by layer: rank-1 layers of many shapes, each planned and measured
   * on its own against the dense layer.
   *
   * <pre>{@code
   * LayerResults layers = rank1.bench().layers(List.of(runtime), LatencyCache.none(), brief, 2, lines::add);
   * }</pre>
   *
   * @param runtimes each is measured
   * @param cache what is known of the layers
   * @param options time for each comparison
   * @param first how many of the shapes to measure; all where there are fewer
   */
  public LayerResults layers(
      List<InferenceRuntime> runtimes,
      LatencyCache cache,
      LatencyOptions options,
      int first,
      Consumer<String> progress) {
    within("first", first, Integer.MAX_VALUE);
    List<LayerCase> shapes = LayerBenchmark.shapes();
    List<LayerCase> chosen = shapes.subList(0, Math.min(first, shapes.size()));
    return new LayerResults(
        runtimes.get(0).description(),
        runtimes.stream()
            .flatMap(
                runtime ->
                    new LayerBenchmark(runtime, cache, options).measure(chosen, progress).stream())
            .toList());
  }

  private static void within(String component, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalOptionException(
          Benchmarks.class, component, value, "between 1 and %d".formatted(most));
    }
  }
}
