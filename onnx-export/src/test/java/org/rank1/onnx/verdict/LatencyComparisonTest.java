package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

class LatencyComparisonTest {
  private final LatencyComparison comparison =
      new LatencyComparison(
          new OnnxRuntimeCpu(new OnnxRuntimeOptions()), new LatencyOptions(0.5, 0.05, 0.95, 1));

  private static NetworkSpec network() {
    return new NetworkBuilder("wide", FeatureShape.of(32, 16, 16), new Rank1Form())
        .conv("conv1", 64, ConvGeometry.same2d(7), true)
        .relu("relu1")
        .globalAveragePool("pool")
        .flatten("flatten")
        .dense("logits", 4)
        .build();
  }

  @Test
  void aClearlyFasterModelIsFoundFasterAndAnEqualOneEqual() {
    NetworkSpec network = network();
    ModelProto composed = TestModels.export(network, "composed", Batch.fixed(2));
    Map<String, ModelProto> models = new LinkedHashMap<>();
    models.put("composed", composed);
    models.put("again", composed);
    models.put("split", TestModels.export(network, "chain", Batch.fixed(2)));
    LatencyReport report = comparison.compare(models, TestModels.images(network, 2).get(0));
    assertThat(report.baseline().name()).isEqualTo("composed");
    assertThat(report.baseline().speedup()).isEqualTo(1);
    assertThat(report.baseline().speedupLow()).isEqualTo(1);
    ModelLatency split = report.model("split");
    // 49 taps against 1 + 14/32: an order of magnitude, of which noise leaves a factor of two.
    assertThat(split.speedupLow()).isGreaterThan(2);
    assertThat(report.model("again").speedupHigh()).isLessThan(2);
    assertThat(report.models())
        .hasSize(3)
        .allSatisfy(
            model -> {
              assertThat(model.lowerQuartileMs()).isPositive();
              assertThat(model.medianMs())
                  .isBetween(model.lowerQuartileMs(), model.upperQuartileMs());
              assertThat(model.speedup()).isBetween(model.speedupLow(), model.speedupHigh());
            });
    assertThat(report.batch()).isEqualTo(2);
    assertThat(report.threads()).isEqualTo(1);
    assertThat(report.rounds()).isGreaterThanOrEqualTo(10);
    assertThat(report.runtime()).contains("spinning off");
    assertThatThrownBy(() -> report.model("splot")).hasMessageContaining("Did you mean \"split\"");
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    ModelProto model = TestModels.export(network(), "chain", Batch.fixed(1));
    assertThatThrownBy(() -> comparison.compare(Map.of(), FloatTensor.zeros(1)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> comparison.compare(Map.of("m", model), FloatTensor.zeros(2, 32, 16, 16)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("[2, 32, 16, 16]", "[1, 32, 16, 16]");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new LatencyOptions(0, 0, 0.95, 0)).hasMessageContaining("seconds 0.0");
    assertThatThrownBy(() -> new LatencyOptions(1, -1, 0.95, 0)).hasMessageContaining("warmUp");
    assertThatThrownBy(() -> new LatencyOptions(1, 0, 1, 0)).hasMessageContaining("confidence 1.0");
  }

  @Test
  void quantilesInterpolateBetweenOrderStatistics() {
    double[] sample = {4, 1, 3, 2};
    assertThat(Quantiles.median(sample)).isEqualTo(2.5);
    assertThat(Quantiles.of(sample, 0)).isEqualTo(1);
    assertThat(Quantiles.of(sample, 1)).isEqualTo(4);
    assertThat(Quantiles.of(sample, 0.25)).isCloseTo(1.75, within(1e-12));
  }

  /** Over many samples the 90 % interval holds the true ratio in about 90 %. */
  @Test
  void theBootstrapIntervalCoversTheTrueRatio() {
    SplittableRandom random = new SplittableRandom(9);
    int covered = 0;
    int samples = 100;
    for (int sample = 0; sample < samples; sample++) {
      double[] slow = new double[41];
      double[] fast = new double[41];
      for (int i = 0; i < slow.length; i++) {
        slow[i] = 3 * random.nextDouble(0.8, 1.2);
        fast[i] = random.nextDouble(0.8, 1.2);
      }
      Quantiles.Interval interval = Quantiles.ratio(slow, fast, 0.9, sample);
      covered += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
      assertThat(Quantiles.ratio(slow, fast, 0.9, sample)).isEqualTo(interval);
    }
    assertThat(covered).isBetween(80, 100);
  }

  @Test
  void reportsKeepTheOrderOfTheModels() {
    LatencyReport report =
        new LatencyReport("r", 1, 1, 10, 0.95, List.of(new ModelLatency("a", 1, 1, 1, 1, 1, 1)));
    assertThat(report.baseline()).isEqualTo(report.model("a"));
  }
}
