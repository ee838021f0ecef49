package org.rank1.experiments.bench;

import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.plan.Planner;
import org.rank1.onnx.plan.PlannerOptions;
import org.rank1.plugin.Parts;
import org.rank1.runtime.InferenceRuntime;

/** Runtimes by name, and plans made on them with what the user's cache knows. */
public final class Plans {
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
    return parts.create(InferenceRuntime.class, "runtime", name, Map.of("threads", threads));
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

  /** Chooses the lowering of every convolution by measurement. */
  public LoweringPlan plan(
      NetworkSnapshot snapshot,
      ExportOptions export,
      InferenceRuntime runtime,
      LatencyCache cache,
      Consumer<String> progress) {
    return new Planner(runtime, cache, new PlannerOptions()).plan(snapshot, export, progress);
  }
}
