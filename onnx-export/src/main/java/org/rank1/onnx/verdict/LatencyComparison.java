package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.runtime.InferenceRuntime;

/**
 * How fast several models are, measured so that the ratio means something: all sessions stay open,
 * blocks of runs alternate between the models (A B C, C B A, …), so that a slow moment of the
 * machine meets all of them, and the first run of each block is not counted.
 *
 * <p>The runtime's threads must not spin while they wait ({@code spinning} off, the default): a
 * spinning session takes time from the others.
 */
public final class LatencyComparison {
  private final InferenceRuntime runtime;
  private final LatencyOptions options;

  /** A comparison on a runtime. */
  public LatencyComparison(InferenceRuntime runtime, LatencyOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /**
   * Measures.
   *
   * @param models by name, in the order of the map; the first is the baseline
   * @param input the batch every model is fed, {@code [n, ...]}
   * @throws InvalidInputException if there is no model, or one does not take that input
   */
  public LatencyReport compare(Map<String, CheckedModel> models, FloatTensor input) {
    return compareEach(models, same(models, input));
  }

  /**
   * Measures once and compares with several baselines.
   *
   * @param baselines names of models
   * @return one report per baseline
   * @throws InvalidInputException as {@link #compare(Map, FloatTensor)} does
   */
  public List<LatencyReport> compare(
      Map<String, CheckedModel> models, FloatTensor input, List<String> baselines) {
    return compare(models, same(models, input), baselines);
  }

  /**
   * Measures models that take the same batch in different shapes.
   *
   * @param inputs what each model is fed, by the model's name
   */
  LatencyReport compareEach(Map<String, CheckedModel> models, Map<String, FloatTensor> inputs) {
    return compare(models, inputs, models.keySet().stream().limit(1).toList()).get(0);
  }

  private static Map<String, FloatTensor> same(
      Map<String, CheckedModel> models, FloatTensor input) {
    Map<String, FloatTensor> inputs = new HashMap<>();
    models.keySet().forEach(name -> inputs.put(name, input));
    return inputs;
  }

  private List<LatencyReport> compare(
      Map<String, CheckedModel> models, Map<String, FloatTensor> inputs, List<String> baselines) {
    if (models.isEmpty()) {
      throw new InvalidInputException("There is no model to measure.");
    }
    int batch = inputs.values().iterator().next().shape().get(0);
    List<TimedModel> timed = new ArrayList<>();
    try {
      models.forEach(
          (name, model) -> {
            String inputName = model.signature().input();
            FloatTensor input = Objects.requireNonNull(inputs.get(name), name);
            timed.add(TimedModel.open(name, model, Map.of(inputName, input), runtime));
          });
      timed.forEach(model -> model.warmUp(options.warmUpSeconds()));
      double[][] millis = measure(timed);
      List<String> names = List.copyOf(models.keySet());
      return baselines.stream()
          .map(name -> report(timed, millis, names.indexOf(name), batch))
          .toList();
    } finally {
      timed.forEach(TimedModel::close);
    }
  }

  /** One value per model and round. */
  private double[][] measure(List<TimedModel> models) {
    long start = System.nanoTime();
    double[] first = round(models, 0);
    double roundSeconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    int fitting =
        (int)
            Math.max(
                LatencyOptions.MIN_ROUNDS,
                Math.min(LatencyOptions.MAX_ROUNDS, options.seconds() / roundSeconds));
    int rounds = options.rounds() > 0 ? options.rounds() : fitting;
    double[][] millis = new double[models.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      double[] values = round == 0 ? first : round(models, round);
      for (int model = 0; model < values.length; model++) {
        millis[model][round] = values[model];
      }
    }
    return millis;
  }

  private static double[] round(List<TimedModel> models, int round) {
    double[] values = new double[models.size()];
    for (int i = 0; i < values.length; i++) {
      // Forth and back: nobody always runs after the same neighbour.
      int model = round % 2 == 0 ? i : values.length - 1 - i;
      values[model] = models.get(model).blockMillis();
    }
    return values;
  }

  private LatencyReport report(
      List<TimedModel> models, double[][] millis, int compared, int batch) {
    List<ModelLatency> latencies = new ArrayList<>();
    double[] baseline = millis[compared];
    for (int i = 0; i < millis.length; i++) {
      Quantiles.Ratio ratio =
          Quantiles.ratio(baseline, millis[i], options.confidence(), options.seed());
      latencies.add(
          new ModelLatency(
              models.get(i).name(),
              Quantiles.median(millis[i]),
              Quantiles.of(millis[i], 0.25),
              Quantiles.of(millis[i], 0.75),
              ratio.median(),
              ratio.low(),
              ratio.high()));
    }
    latencies.add(0, latencies.remove(compared));
    return new LatencyReport(
        runtime.description(),
        runtime.threads(),
        batch,
        baseline.length,
        options.confidence(),
        latencies);
  }
}
