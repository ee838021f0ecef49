package org.rank1.experiments.bench;

import java.util.List;
import java.util.Map;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.runtime.InferenceRuntime;

/**
 * What a runtime reaches at best on this machine: the fastest dense 3×3 convolution out of a fixed
 * list, four in a row, so that entering and leaving the runtime does not count.
 */
public final class PeakThroughput {
  /** Channels and size; as many channels in as out. */
  private static final List<List<Integer>> SHAPES =
      List.of(
          List.of(64, 56),
          List.of(128, 28),
          List.of(128, 56),
          List.of(256, 14),
          List.of(256, 28),
          List.of(512, 14));

  private static final int IN_A_ROW = 4;
  private static final long SEED = 0x7065616BL;

  private final InferenceRuntime runtime;
  private final LatencyOptions options;

  /**
   * Measures on a runtime.
   *
   * @param options time for each shape
   */
  public PeakThroughput(InferenceRuntime runtime, LatencyOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /** Giga floating-point operations per second, two per multiply-add. */
  public double gflops() {
    return SHAPES.stream().mapToDouble(s -> gflops(s.get(0), s.get(1))).max().orElse(0);
  }

  private double gflops(int channels, int size) {
    NetworkBuilder builder =
        new NetworkBuilder("peak", FeatureShape.of(channels, size, size), new DenseForm());
    for (int i = 0; i < IN_A_ROW; i++) {
      builder.conv("conv" + i, channels, ConvGeometry.same2d(3), true);
    }
    NetworkSpec network = builder.build();
    CheckedModel model =
        new OnnxExporter().export(RandomSnapshot.of(network, SEED), new ExportOptions()).model();
    FloatTensor input = RandomSnapshot.input(List.of(1, channels, size, size), SEED);
    double millis =
        new LatencyComparison(runtime, options)
            .compare(Map.of("peak", model), input)
            .baseline()
            .lowerQuartileMs();
    return 2.0 * NetworkCounts.of(network).macs() / (millis * 1e6);
  }
}
