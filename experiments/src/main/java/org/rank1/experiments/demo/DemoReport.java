package org.rank1.experiments.demo;

import java.util.List;
import java.util.Locale;
import org.rank1.experiments.report.Html;
import org.rank1.experiments.report.LineChart;
import org.rank1.experiments.report.Table;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.TrialResult;
import org.rank1.network.NetworkCounts;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerLatency;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.provenance.ProductVersion;

/** The demo's results as a table for people and as an HTML page. */
public final class DemoReport {
  private DemoReport() {}

  /**
   * What the page shows of an arm beside its row in the table.
   *
   * @param run its training
   * @param verdict the two forms held against each other
   * @param composed counts of the composed export
   * @param split counts of the split export
   * @param layers latencies of its convolutions in both forms; empty where nothing is split
   */
  record ArmDetails(
      TrialResult run,
      EquivalenceReport verdict,
      NetworkCounts composed,
      NetworkCounts split,
      List<LayerLatency> layers) {}

  /** The table of all arms. */
  public static Table table(DemoResult result) {
    Table table =
        new Table(
            "arm",
            "accuracy",
            "conv parameters",
            "conv MACs",
            "s/epoch",
            "composed ms",
            "split ms",
            "split vs composed",
            "split vs dense",
            "max error",
            "tolerance",
            "error/bound",
            "verdict");
    for (ArmResult arm : result.arms()) {
      table
          .row(
              arm.name(),
              format("%.2f %%", 100 * arm.accuracy()),
              format("%,d", arm.convParameters()),
              format("%,d", arm.convMacs()),
              format("%.1f", arm.secondsPerEpoch()),
              format("%.3f", arm.latencyMs()),
              format("%.3f", arm.splitLatencyMs()),
              format("%.2f×", arm.speedupOverComposed()),
              format("%.2f×", arm.speedupOverDense()),
              format("%.2g", arm.maxAbsError()),
              format("%.2g", arm.tolerance()),
              format("%.2f", arm.worstErrorOverBound()))
          .verdict(arm.equivalent() ? "equivalent" : "not equivalent", arm.equivalent());
    }
    return table;
  }

  static String page(DemoResult result, List<ArmDetails> details, LatencyReport latency) {
    Html html =
        new Html("Rank-1 convolutions on " + result.dataset())
            .paragraph(
                format(
                    "Trained on %,d images, measured on %,d. Latency: batch %d, %d thread%s, median of"
                        + " %d interleaved rounds. Every split network is held against the composed"
                        + " form of the same factors: proved layer by layer, measured as a whole.",
                    result.trainImages(),
                    result.testImages(),
                    result.batch(),
                    result.threads(),
                    result.threads() == 1 ? "" : "s",
                    latency.rounds()))
            .heading("Arms")
            .table(table(result))
            .heading("Learning curves");
    LineChart accuracy = new LineChart("Accuracy on test images, %", "epoch");
    LineChart loss = new LineChart("Training loss", "epoch");
    for (int i = 0; i < details.size(); i++) {
      String name = result.arms().get(i).name();
      List<EpochResult> epochs = details.get(i).run().epochs();
      List<Double> x = epochs.stream().map(e -> (double) e.epoch()).toList();
      accuracy.series(name, x, epochs.stream().map(e -> 100 * e.testAccuracy()).toList());
      loss.series(name, x, epochs.stream().map(EpochResult::trainLoss).toList());
    }
    html.chart(accuracy).chart(loss);
    for (int i = 0; i < details.size(); i++) {
      ArmDetails arm = details.get(i);
      if (!arm.layers().isEmpty()) {
        html.heading("Layer by layer: " + result.arms().get(i).name())
            .paragraph(arm.verdict().summary())
            .table(proofs(arm.verdict()))
            .paragraph(
                "Each convolution on its own, cut out of both files. Alone it pays for entering and"
                    + " leaving the runtime, so the sum is more than the network takes.")
            .table(layers(arm));
      }
    }
    return html.heading("Environment").table(environment(latency)).page();
  }

  private static Table proofs(EquivalenceReport verdict) {
    Table table =
        new Table(
            "layer",
            "weights, for every input",
            "composed ran: error/bound",
            "split ran: error/bound",
            "holds");
    for (LayerProof layer : verdict.layers()) {
      if (layer.identical()) {
        continue; // the same nodes and weights in both files
      }
      table
          .row(
              layer.name(),
              layer.weights().sentence(),
              format("%.3f", layer.referenceErrorOverBound()),
              format("%.3f", layer.candidateErrorOverBound()))
          .verdict(layer.holds() ? "yes" : "no", layer.holds());
    }
    return table;
  }

  private static Table layers(ArmDetails arm) {
    Table table =
        new Table("layer", "composed MACs", "split MACs", "composed ms", "split ms", "speed-up");
    List<NetworkCounts.LayerCount> composed = convolutions(arm.composed());
    List<NetworkCounts.LayerCount> split = convolutions(arm.split());
    for (int i = 0; i < arm.layers().size(); i++) {
      LayerLatency latency = arm.layers().get(i);
      table.row(
          composed.get(i).name(),
          format("%,d", composed.get(i).macs()),
          format("%,d", split.get(i).macs()),
          format("%.3f", latency.referenceMs()),
          format("%.3f", latency.candidateMs()),
          format("%.2f×", latency.speedup()));
    }
    return table;
  }

  private static List<NetworkCounts.LayerCount> convolutions(NetworkCounts counts) {
    return counts.layers().stream().filter(NetworkCounts.LayerCount::convolution).toList();
  }

  private static Table environment(LatencyReport latency) {
    return new Table("what", "value")
        .row("Rank1", ProductVersion.current())
        .row("inference", latency.runtime())
        .row("Java", System.getProperty("java.runtime.version", "unknown"))
        .row(
            "system",
            System.getProperty("os.name", "unknown") + " " + System.getProperty("os.arch", ""))
        .row("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
