package org.rank1.onnx.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;

/**
 * Times the candidates of a layer side by side, as models of that layer and a ReLU. All of them pay
 * alike for entering and leaving the runtime and its memory layout, so differences are those of the
 * layer within a network, and ratios are closer to 1 than there.
 */
public final class LayerTimings {
  private static final long SEED = 0x6C61796572L;

  private final InferenceRuntime runtime;
  private final LatencyOptions options;
  private final TensorOrder order;

  /** Measures on a runtime, on tensors of four axes. */
  public LayerTimings(InferenceRuntime runtime, LatencyOptions options) {
    this(runtime, options, TensorOrder.FOUR);
  }

  /** Works on a runtime. */
  public LayerTimings(InferenceRuntime runtime, LatencyOptions options, TensorOrder order) {
    this.runtime = runtime;
    this.options = options;
    this.order = order;
  }

  /**
   * Times all candidates of a layer.
   *
   * @param batch examples per run
   * @return milliseconds, by lowering; in the ratios of the paired rounds, so that what slowed the
   *     machine down for a while slowed all of them
   */
  public Map<String, Double> measure(LayerCase layer, int batch) {
    Map<String, Double> millis = new LinkedHashMap<>();
    LatencyReport report = compare(layer, layer.candidates(), batch);
    for (ModelLatency latency : report.models()) {
      millis.put(latency.name(), report.baseline().medianMs() / latency.speedup());
    }
    return millis;
  }

  /** Times some lowerings of a layer side by side; the first is the baseline. */
  public LatencyReport compare(LayerCase layer, List<String> lowerings, int batch) {
    NetworkSnapshot snapshot = RandomSnapshot.of(layer.network(), SEED);
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    for (String lowering : lowerings) {
      models.put(
          lowering,
          new OnnxExporter()
              .export(
                  snapshot,
                  new ExportOptions()
                      .withLowering(lowering)
                      .withBatch(Batch.fixed(batch))
                      .withTensorOrder(order))
              .model());
    }
    return new LatencyComparison(runtime, options).compare(models, input(layer, batch));
  }

  private static FloatTensor input(LayerCase layer, int batch) {
    List<Integer> shape = new ArrayList<>(List.of(batch, layer.conv().inChannels()));
    shape.addAll(layer.spatial());
    return RandomSnapshot.input(shape, SEED);
  }
}
