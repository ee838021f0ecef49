package org.rank1.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Lowering;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LayerCase;
import org.rank1.onnx.plan.LayerTimings;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.plan.Planner;
import org.rank1.onnx.plan.PlannerOptions;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;

/**
 * Plans layers one by one and measures, anew and side by side, what the plan is worth against the
 * dense layer.
 */
public final class LayerBenchmark {
  private static final long SEED = 0x6C61796572L;
  private static final int PASSES = 1;

  private final InferenceRuntime runtime;
  private final LatencyCache cache;
  private final LatencyOptions options;

  /**
   * One layer, dense and as planned.
   *
   * @param layer what it computes, and on which size
   * @param threads threads per run
   * @param form how the plan lowers it
   * @param denseMs median latency of the dense layer on its own, in milliseconds
   * @param ms that of the planned one
   * @param ratio median over the rounds of dense divided by planned; 1 where the plan is dense
   * @param ratioLow lower end of its 95 % interval
   * @param ratioHigh upper end
   * @param denseMacs multiply-adds of the dense layer
   * @param macs multiply-adds of the planned one
   * @param macRatio the ratio in theory
   * @param gflops giga operations per second of the planned one, two per multiply-add
   */
  public record Row(
      String layer,
      int threads,
      String form,
      double denseMs,
      double ms,
      double ratio,
      double ratioLow,
      double ratioHigh,
      long denseMacs,
      long macs,
      double macRatio,
      double gflops) {}

  /**
   * Measures on a runtime.
   *
   * @param cache what is known of the layers
   * @param options time for each comparison
   */
  public LayerBenchmark(InferenceRuntime runtime, LatencyCache cache, LatencyOptions options) {
    this.runtime = runtime;
    this.cache = cache;
    this.options = options;
  }

  /** The shapes measured: channels from 1 to 512, sizes from 7 to 224, kernels from 1 to 7. */
  public static List<LayerCase> shapes() {
    return LayerShapes.all();
  }

  /** Measures layers, in order. */
  public List<Row> measure(List<LayerCase> layers, Consumer<String> progress) {
    List<Row> rows = new ArrayList<>();
    for (LayerCase layer : layers) {
      Row row = measure(layer);
      rows.add(row);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%d of %d: %s, %d thread%s: %s %.2f×",
              rows.size(),
              layers.size(),
              row.layer(),
              row.threads(),
              row.threads() == 1 ? "" : "s",
              row.form(),
              row.ratio()));
    }
    return rows;
  }

  private Row measure(LayerCase layer) {
    LoweringPlan plan =
        new Planner(runtime, cache, new PlannerOptions(options, options, PASSES, 1.3, 10))
            .plan(RandomSnapshot.of(layer.network(), SEED), new ExportOptions(), line -> {});
    String form = plan.layers().get(0).lowering();
    boolean dense = form.equals(Lowering.COMPOSED);
    LatencyReport report =
        new LayerTimings(runtime, options)
            .compare(layer, dense ? List.of(form) : List.of(Lowering.COMPOSED, form), 1);
    ModelLatency planned = report.model(form);
    ConvSpec conv = layer.conv();
    long denseMacs = conv.macs(layer.spatial());
    long macs = layer.form().lower(conv, form).macs(layer.spatial());
    return new Row(
        layer.toString(),
        runtime.threads(),
        form,
        report.baseline().medianMs(),
        planned.medianMs(),
        planned.speedup(),
        planned.speedupLow(),
        planned.speedupHigh(),
        denseMacs,
        macs,
        (double) denseMacs / (double) macs,
        2.0 * macs / (planned.medianMs() * 1e6));
  }
}
