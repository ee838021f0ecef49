package org.rank1.experiments.bench;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.plan.Planner;
import org.rank1.onnx.plan.PlannerOptions;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.Parts;
import org.rank1.runtime.InferenceRuntime;

/** Runtimes by name, and plans made on them with what the user's cache knows. */
public final class Plans {
  private static final String THREADS = "threads";

  private final Parts parts;

  /** With the parts of all plugins. */
  @Inject
  public Plans(Parts parts) {
    this.parts = parts;
  }

  /**
   * A runtime.
   *
   * @param name of the part
   * @param threads that compute one run
   */
  public InferenceRuntime runtime(String name, int threads) {
    boolean takesThreads =
        Arrays.stream(
                parts
                    .factory(InferenceRuntime.class, name, "runtime", "--runtime")
                    .optionsType()
                    .getRecordComponents())
            .anyMatch(option -> option.getName().equals(THREADS));
    if (!takesThreads && threads != 1) {
      throw new IllegalOptionException(
          Plans.class,
          THREADS,
          threads,
          "left out: the runtime \"%s\" has no such option".formatted(name));
    }
    return parts.create(
        InferenceRuntime.class,
        "runtime",
        name,
        takesThreads ? Map.of(THREADS, threads) : Map.of());
  }

  /**
   * The cache in the user's folder.
   *
   * @param environment of the process
   * @param note told when a file of it cannot be used
   */
  public static LatencyCache userCache(Map<String, String> environment, Consumer<String> note) {
    return LatencyCache.in(LatencyCache.userFolder(environment), note);
  }

  /**
   * Chooses the lowering of every convolution by measurement.
   *
   * @param network how whole networks are timed against each other; a layer gets a fifth of the
   *     time
   */
  public LoweringPlan plan(
      NetworkSnapshot snapshot,
      ExportOptions export,
      InferenceRuntime runtime,
      LatencyCache cache,
      LatencyOptions network,
      Consumer<String> progress) {
    PlannerOptions defaults = new PlannerOptions();
    LatencyOptions layer =
        new LatencyOptions(
            network.seconds() / 5,
            network.warmUpSeconds() / 2,
            network.confidence(),
            network.seed());
    PlannerOptions options =
        new PlannerOptions(
            layer, network, defaults.passes(), defaults.tolerance(), defaults.improveSeconds());
    return new Planner(runtime, cache, options).plan(snapshot, export, progress);
  }
}
