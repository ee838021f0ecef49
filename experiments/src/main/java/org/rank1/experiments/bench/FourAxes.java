package org.rank1.experiments.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyReport;

/**
 * What tensors of four axes are worth to a network on one or three spatial axes: the split network
 * with 2-D convolutions against the same with 1-D or 3-D ones, and against the dense network with
 * those, side by side in one run.
 *
 * @param ms median latency of the split network on four axes, in milliseconds
 * @param nativeSplitMs of the split network with 1-D or 3-D convolutions
 * @param nativeDenseMs of the dense network with them
 * @param overNativeSplit median over the rounds of {@code nativeSplitMs / ms}
 * @param overNativeDense the same of {@code nativeDenseMs / ms}
 * @param overNativeDenseLow lower end of its 95 % interval
 * @param overNativeDenseHigh upper end
 */
public record FourAxes(
    double ms,
    double nativeSplitMs,
    double nativeDenseMs,
    double overNativeSplit,
    double overNativeDense,
    double overNativeDenseLow,
    double overNativeDenseHigh) {
  private static final String FOUR = "four";
  private static final String SPLIT = "split";
  private static final String DENSE = "dense";

  /** Measures. */
  static FourAxes measure(
      NetworkSnapshot snapshot,
      LoweringSelection dense,
      LoweringSelection split,
      FloatTensor input,
      LatencyComparison comparison) {
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put(DENSE, export(snapshot, dense, TensorOrder.NATIVE));
    models.put(SPLIT, export(snapshot, split, TensorOrder.NATIVE));
    models.put(FOUR, export(snapshot, split, TensorOrder.FOUR));
    LatencyReport report = comparison.compare(models, input);
    var four = report.model(FOUR);
    return new FourAxes(
        four.medianMs(),
        report.model(SPLIT).medianMs(),
        report.model(DENSE).medianMs(),
        four.speedup() / report.model(SPLIT).speedup(),
        four.speedup(),
        four.speedupLow(),
        four.speedupHigh());
  }

  private static CheckedModel export(
      NetworkSnapshot snapshot, LoweringSelection lowerings, TensorOrder order) {
    return new OnnxExporter()
        .export(snapshot, new ExportOptions().withLowerings(lowerings).withTensorOrder(order))
        .model();
  }
}
