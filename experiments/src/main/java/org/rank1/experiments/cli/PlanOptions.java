package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.Models;
import org.rank1.io.InvalidInputException;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.runtime.InferenceRuntime;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How convolutions are lowered: in one way, as measured, or as a plan says. */
final class PlanOptions {
  /** The way that is measured. */
  static final String AUTO = "auto";

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description =
          "auto, composed, chain, pointwise-depthwise, …: auto measures on the runtime which is"
              + " fastest for each layer; where a layer's form does not offer a way, the one it"
              + " prefers.")
  private @Nullable String form;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "Take the choices of a plan that --form auto wrote; nothing is measured.")
  private @Nullable Path plan;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the runtime (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Mixin private RuntimeOption runtime;

  @Option(
      names = "--no-cache",
      description = "Measure every layer, also those in the user's cache ($RANK1_CACHE_DIR).")
  private boolean noCache;

  @Option(
      names = "--plan-seconds",
      paramLabel = "S",
      description =
          "Time for each comparison of whole networks while planning (default: ${DEFAULT-VALUE}).")
  private double planSeconds = 1;

  private @Nullable LoweringPlan made;

  /** How long to measure. */
  static LatencyOptions latency(double seconds, double warmUpSeconds, int rounds) {
    return new LatencyOptions(seconds, warmUpSeconds, 0.95, 0, rounds);
  }

  InferenceRuntime runtime(CommandFactory.Services services) {
    return services.rank1().models().runtime(runtime.choice(), threads);
  }

  /** Whether {@link #selection} measures. */
  boolean measures(String fallback) {
    return plan == null && AUTO.equals(form == null ? fallback : form);
  }

  /** The files that {@link #selection} reads, and another one. */
  List<Path> inputs(Path other) {
    return plan == null ? List.of(other) : List.of(other, plan);
  }

  /** Refuses a runtime that would be asked nothing. */
  void requireUsedRuntime(String fallback) {
    if (!measures(fallback)) {
      runtime.requireDefault("an export of which nothing is measured; they go with --form auto.");
    }
  }

  /** Whether a form or a plan was asked for. */
  boolean isGiven() {
    return form != null || plan != null;
  }

  /** The plan that {@link #selection} has made by measuring, if it has. */
  Optional<LoweringPlan> made() {
    return Optional.ofNullable(made);
  }

  /**
   * What was asked for.
   *
   * @param fallback the form if none was: {@link #AUTO}, or empty for what each layer prefers
   */
  LoweringSelection selection(
      CommandFactory.Services services,
      NetworkSnapshot snapshot,
      ExportOptions export,
      String fallback) {
    LatencyOptions comparison = latency(planSeconds, planSeconds / 20, 0);
    InferenceRuntime timed = runtime(services);
    if (plan != null) {
      if (form != null) {
        throw new InvalidInputException("Give --form or --plan, not both.");
      }
      return LoweringPlan.read(plan).selection();
    }
    if (!measures(fallback)) {
      return form == null ? LoweringSelection.preferred() : LoweringSelection.named(form);
    }
    Console console = services.console();
    Models models = services.rank1().models();
    LatencyCache cache =
        noCache ? LatencyCache.none() : models.latencyCache(services.environment(), console::note);
    LoweringPlan measured = models.plan(snapshot, export, timed, cache, comparison, console::note);
    measured.rankAdvice().forEach(console::note);
    made = measured;
    return measured.selection();
  }
}
