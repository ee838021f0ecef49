package org.rank1.experiments.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.plan.Machine;
import org.rank1.onnx.runtime.ExecutionTrace;
import org.rank1.onnx.runtime.TracingRuntime;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.runtime.InferenceRuntime;

/** Measures an ONNX file, alone or against another one. */
public final class ModelBenchmark {
  private static final int TRACED_RUNS = 10;

  private final InferenceRuntime runtime;
  private final LatencyOptions options;

  /** Works on a runtime. */
  public ModelBenchmark(InferenceRuntime runtime, LatencyOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /**
   * Measures.
   *
   * @param against the baseline
   * @param input one batch that both take
   * @throws org.rank1.io.InvalidInputException if the runtime refuses a model or the input
   */
  public ModelResult measure(
      CheckedModel model, Optional<CheckedModel> against, FloatTensor input) {
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    against.ifPresent(other -> models.put("against " + other.place(), other));
    models.put(model.place(), model);
    LatencyReport report = new LatencyComparison(runtime, options).compare(models, input);
    ExecutionTrace trace = new ExecutionTrace(List.of());
    if (runtime instanceof TracingRuntime tracing) {
      trace = tracing.trace(model, Map.of(model.signature().input(), input), TRACED_RUNS);
    }
    return new ModelResult(
        runtime.description(),
        Machine.cpuModel(),
        runtime.threads(),
        report.rounds(),
        report.models(),
        report.model(model.place()).speedup(),
        trace.blocked().size(),
        trace.reorders().size(),
        trace.nodes().stream()
            .map(node -> new ModelResult.Node(node.name(), node.kernel(), node.medianMs()))
            .toList());
  }
}
