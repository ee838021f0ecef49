package org.rank1.experiments.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.LayerCase;
import org.rank1.onnx.plan.Machine;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.quantize.Quantizer;
import org.rank1.onnx.runtime.ExecutedNode;
import org.rank1.onnx.runtime.ExecutionTrace;
import org.rank1.onnx.runtime.TracingRuntime;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;

/** Measures a network, dense against split, and what the machine could do at best. */
public final class InferenceBenchmark {
  private static final String DENSE = "dense";
  private static final String SPLIT = "split";
  private static final String INT8 = "int8";
  private static final String DENSE_INT8 = "dense int8";
  private static final long SEED = 0x62656E6368L;
  private static final int CALIBRATION = 4;
  private static final int TRACED_RUNS = 10;
  private static final int PEAK_SHARE = 25;
  private static final int IMAGE_AXES = 2;

  private final InferenceRuntime runtime;
  private final LatencyOptions options;

  /** Works on a runtime. */
  public InferenceBenchmark(InferenceRuntime runtime, LatencyOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /**
   * Measures.
   *
   * @param split how the split network is lowered; the dense one has every convolution composed, as
   *     far as there is a composed kernel
   * @param int8 whether both are measured in int8 too, in the same rounds; they are calibrated on
   *     random inputs, which has no influence on how long they take
   * @param progress told what is measured
   */
  public InferenceResults measure(
      NetworkSnapshot snapshot, LoweringSelection split, boolean int8, Consumer<String> progress) {
    NetworkSpec network = snapshot.network();
    LoweringSelection composed =
        LoweringSelection.perLayer(
            (layer, conv) -> {
              List<String> offered = layer.form().lowerings(conv);
              return offered.contains(Lowering.COMPOSED) ? Lowering.COMPOSED : offered.get(0);
            });
    ExportedModel dense = export(snapshot, composed);
    ExportedModel lowered = export(snapshot, split);
    List<Integer> shape = new ArrayList<>(List.of(1));
    shape.addAll(network.input().extents());
    FloatTensor input = RandomSnapshot.input(shape, SEED);
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put(DENSE, dense.model());
    models.put(SPLIT, lowered.model());
    if (int8) {
      progress.accept("quantizing, dense and split");
      models.put(INT8, quantized(lowered.model(), shape));
      models.put(DENSE_INT8, quantized(dense.model(), shape));
    }
    progress.accept("measuring the whole network, " + String.join(", ", models.keySet()));
    LatencyComparison comparison = new LatencyComparison(runtime, options);
    List<LatencyReport> reports = comparison.compare(models, input, List.of(DENSE, SPLIT));
    LatencyReport report = reports.get(0);
    FourAxes fourAxes = null;
    if (network.input().spatial().size() != IMAGE_AXES) {
      progress.accept("measuring 2-D convolutions against the network's own");
      fourAxes = FourAxes.measure(snapshot, composed, split, input, comparison);
    }
    progress.accept("measuring the best dense convolution of this machine");
    double peak = new PeakThroughput(runtime, peakOptions()).gflops();
    ExecutionTrace denseTrace = new ExecutionTrace(List.of());
    ExecutionTrace trace = denseTrace;
    if (runtime instanceof TracingRuntime tracing) {
      progress.accept("tracing which kernels run");
      Map<String, FloatTensor> inputs = Map.of(NetworkSpec.INPUT, input);
      denseTrace = tracing.trace(dense.model(), inputs, TRACED_RUNS);
      trace = tracing.trace(lowered.model(), inputs, TRACED_RUNS);
    }
    InferenceResult floats =
        result(
            network,
            report,
            peak,
            counts(dense),
            counts(lowered),
            trace,
            layers(network, dense, lowered, denseTrace, trace, peak),
            fourAxes);
    CheckedModel small = models.get(INT8);
    return new InferenceResults(
        floats,
        small == null
            ? Optional.empty()
            : Optional.of(int8(reports, lowered.model(), small, Map.of(NetworkSpec.INPUT, input))));
  }

  private CheckedModel quantized(CheckedModel model, List<Integer> shape) {
    List<FloatTensor> images = new ArrayList<>();
    for (int i = 0; i < CALIBRATION; i++) {
      images.add(RandomSnapshot.input(shape, SEED + i));
    }
    return new Quantizer(runtime, new QuantizationOptions())
        .quantize(model, images, Map.of())
        .model();
  }

  private Int8Result int8(
      List<LatencyReport> reports,
      CheckedModel split,
      CheckedModel int8,
      Map<String, FloatTensor> inputs) {
    int onBytes =
        runtime instanceof TracingRuntime tracing
            ? tracing.trace(int8, inputs, 1).multiplyingBytes().size()
            : 0;
    ModelLatency overDense = reports.get(0).model(INT8);
    ModelLatency overSplit = reports.get(1).model(INT8);
    return new Int8Result(
        INT8,
        overDense.medianMs(),
        overDense.lowerQuartileMs(),
        overDense.upperQuartileMs(),
        overSplit.speedup(),
        overSplit.speedupLow(),
        overSplit.speedupHigh(),
        overDense.speedup(),
        overDense.speedupLow(),
        overDense.speedupHigh(),
        reports.get(0).model(DENSE_INT8).medianMs(),
        reports.get(0).model(DENSE_INT8).speedup(),
        onBytes,
        split.bytes().length,
        int8.bytes().length);
  }

  private LatencyOptions peakOptions() {
    return new LatencyOptions(
        options.seconds() / PEAK_SHARE,
        options.warmUpSeconds() / 5,
        options.confidence(),
        options.seed(),
        options.rounds());
  }

  private static ExportedModel export(NetworkSnapshot snapshot, LoweringSelection lowerings) {
    ExportOptions defaults = new ExportOptions();
    return new OnnxExporter().export(snapshot, new ExportOptions(lowerings, defaults.batch()));
  }

  private static Map<String, Long> counts(ExportedModel model) {
    Map<String, Long> macs = new LinkedHashMap<>();
    for (NetworkCounts.LayerCount count : model.counts().layers()) {
      macs.put(count.name(), count.macs());
    }
    return macs;
  }

  private InferenceResult result(
      NetworkSpec network,
      LatencyReport report,
      double peak,
      Map<String, Long> denseCounts,
      Map<String, Long> counts,
      ExecutionTrace trace,
      List<LayerResult> layers,
      @Nullable FourAxes fourAxes) {
    ModelLatency dense = report.model(DENSE);
    ModelLatency split = report.model(SPLIT);
    long denseMacs = denseCounts.values().stream().mapToLong(Long::longValue).sum();
    long macs = counts.values().stream().mapToLong(Long::longValue).sum();
    double limit = 2.0 * macs / (peak * 1e6);
    double listed = layers.stream().mapToDouble(LayerResult::ms).sum();
    return new InferenceResult(
        network.name(),
        network.input().toString(),
        runtime.description(),
        Machine.cpuModel(),
        runtime.threads(),
        report.rounds(),
        dense.medianMs(),
        dense.lowerQuartileMs(),
        dense.upperQuartileMs(),
        split.medianMs(),
        split.lowerQuartileMs(),
        split.upperQuartileMs(),
        split.speedup(),
        split.speedupLow(),
        split.speedupHigh(),
        denseMacs,
        macs,
        ratio((double) denseMacs, (double) macs),
        peak,
        limit,
        limit / split.medianMs(),
        trace.blocked().size(),
        trace.reorders().size(),
        trace.totalMs() - listed,
        layers,
        fourAxes);
  }

  private static List<LayerResult> layers(
      NetworkSpec network,
      ExportedModel dense,
      ExportedModel split,
      ExecutionTrace denseTrace,
      ExecutionTrace trace,
      double peak) {
    LayerOwners owners = new LayerOwners(network);
    Map<String, List<ExecutedNode>> denseNodes = owners.nodes(denseTrace);
    Map<String, List<ExecutedNode>> nodes = owners.nodes(trace);
    Map<String, Long> denseMacs = counts(dense);
    Map<String, Long> macs = counts(split);
    List<LayerResult> layers = new ArrayList<>();
    for (LayerSpec layer : network.layers()) {
      List<ExecutedNode> own = nodes.getOrDefault(layer.name(), List.of());
      long count = macs.getOrDefault(layer.name(), 0L);
      if (count == 0 || own.isEmpty()) {
        continue;
      }
      List<ExecutedNode> twin = denseNodes.getOrDefault(layer.name(), List.of());
      long denseCount = denseMacs.getOrDefault(layer.name(), 0L);
      double ms = millis(own);
      double gflops = 2.0 * count / (ms * 1e6);
      layers.add(
          new LayerResult(
              layer.name(),
              layer instanceof LayerSpec.Convolution conv
                  ? LayerCase.text(network.convSpec(conv))
                  : "fully connected",
              split.lowerings().byLayer().getOrDefault(layer.name(), Lowering.COMPOSED),
              millis(twin),
              ms,
              ratio(millis(twin), ms),
              denseCount,
              count,
              ratio((double) denseCount, (double) count),
              gflops,
              ratio(gflops, peak),
              kernels(own),
              kernels(twin)));
    }
    return layers;
  }

  private static double ratio(double numerator, double denominator) {
    return denominator == 0 ? 0 : numerator / denominator;
  }

  private static double millis(List<ExecutedNode> nodes) {
    return nodes.stream().mapToDouble(ExecutedNode::medianMs).sum();
  }

  private static String kernels(List<ExecutedNode> nodes) {
    return nodes.stream().map(ExecutedNode::kernel).collect(Collectors.joining(", "));
  }
}
