package org.rank1.experiments.demo;

import java.util.List;
import java.util.Locale;
import org.rank1.experiments.report.Html;
import org.rank1.experiments.report.LineChart;
import org.rank1.experiments.report.Table;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.Experiment;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.provenance.ProductVersion;

/** The demo's results as a table for people and as an HTML page. */
public final class DemoReport {
  private DemoReport() {}

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

  static String page(
      DemoResult result,
      List<Experiment.Result> runs,
      List<EquivalenceReport> verdicts,
      LatencyReport latency) {
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
    for (int i = 0; i < runs.size(); i++) {
      String name = result.arms().get(i).name();
      List<EpochResult> epochs = runs.get(i).epochs();
      List<Double> x = epochs.stream().map(e -> (double) e.epoch()).toList();
      accuracy.series(name, x, epochs.stream().map(e -> 100 * e.testAccuracy()).toList());
      loss.series(name, x, epochs.stream().map(EpochResult::trainLoss).toList());
    }
    html.chart(accuracy).chart(loss);
    for (int i = 0; i < runs.size(); i++) {
      if (!result.arms().get(i).onnx().equals(result.arms().get(i).splitOnnx())) {
        html.heading("Layer by layer: " + result.arms().get(i).name())
            .paragraph(verdicts.get(i).summary())
            .table(layers(verdicts.get(i)));
      }
    }
    return html.heading("Environment").table(environment(latency)).page();
  }

  private static Table layers(EquivalenceReport verdict) {
    Table table = new Table("layer", "composed: error/bound", "split: error/bound", "within bound");
    for (LayerProof layer : verdict.layers()) {
      if (layer.identical()) {
        continue; // the same nodes and weights in both files
      }
      table
          .row(
              layer.name(),
              format("%.3f", layer.referenceErrorOverBound()),
              format("%.3f", layer.candidateErrorOverBound()))
          .verdict(layer.holds() ? "yes" : "no", layer.holds());
    }
    return table;
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
