package org.rank1.experiments.bench;

import java.util.Map;
import java.util.function.Consumer;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.plan.Planner;
import org.rank1.onnx.plan.PlannerOptions;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.runtime.InferenceRuntime;

/** Plans made on runtimes with what the user's cache knows. */
public final class Plans {
  private Plans() {}

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
  public static LoweringPlan plan(
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
