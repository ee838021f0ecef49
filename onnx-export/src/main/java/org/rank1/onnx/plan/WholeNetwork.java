package org.rank1.onnx.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.Lowerings;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;

/** The network that is planned, exported and timed with different choices side by side. */
final class WholeNetwork {
  private static final String CURRENT = "current";
  private static final String CHANGED = "changed";
  private static final long SEED = 0x706C616EL;

  private final NetworkSnapshot snapshot;
  private final ExportOptions export;
  private final FloatTensor input;
  private final LatencyComparison comparison;

  WholeNetwork(
      NetworkSnapshot snapshot,
      ExportOptions export,
      int batch,
      InferenceRuntime runtime,
      LatencyOptions options) {
    this.snapshot = snapshot;
    this.export = export;
    List<Integer> shape = new ArrayList<>(List.of(batch));
    shape.addAll(snapshot.network().input().extents());
    this.input = RandomSnapshot.input(shape, SEED);
    this.comparison = new LatencyComparison(runtime, options);
  }

  /**
   * Times choices.
   *
   * @param choices by name
   */
  LatencyReport compare(Map<String, Lowerings> choices) {
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    choices.forEach((name, choice) -> models.put(name, model(choice)));
    return comparison.compare(models, input);
  }

  /** How much faster a change makes the network, or 1 if that may be noise. */
  double speedupBeyondNoise(Lowerings current, Lowerings changed) {
    Map<String, Lowerings> both = new LinkedHashMap<>();
    both.put(CURRENT, current);
    both.put(CHANGED, changed);
    ModelLatency latency = compare(both).model(CHANGED);
    return latency.speedupLow() > 1 ? latency.speedup() : 1;
  }

  private CheckedModel model(Lowerings choice) {
    return new OnnxExporter().export(snapshot, export.withLowerings(choice.selection())).model();
  }
}
