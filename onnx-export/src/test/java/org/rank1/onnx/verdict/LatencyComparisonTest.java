package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

class LatencyComparisonTest {
  private static final LatencyOptions SHORT = new LatencyOptions(0.2, 0.01, 0.95, 1);

  private static CheckedModel model(String lowering, int batch) {
    NetworkSpec network =
        new NetworkBuilder("small", FeatureShape.of(4, 8, 8), new Rank1Form())
            .conv("conv1", 8, ConvGeometry.same2d(3), true)
            .build();
    return CheckedModel.of(TestModels.export(network, lowering, Batch.fixed(batch)), lowering);
  }

  private static Map<String, CheckedModel> models(int batch) {
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put("composed", model("composed", batch));
    models.put("again", model("composed", batch));
    models.put("split", model("chain", batch));
    return models;
  }

  /**
   * Sessions that take 10, 10 and 2 ms, up to a tenth more, in a time that a slow machine triples.
   */
  private static final class PrescribedClock implements InferenceRuntime {
    private static final List<Double> MILLIS = List.of(10.0, 10.0, 2.0);
    private final SplittableRandom noise = new SplittableRandom(3);
    private int opened;
    private int runs;

    @Override
    public String description() {
      return "prescribed";
    }

    @Override
    public int threads() {
      return 1;
    }

    @Override
    public InferenceSession open(OnnxModel model) {
      double millis = MILLIS.get(opened++);
      return new InferenceSession() {
        @Override
        public List<String> outputs() {
          return List.of();
        }

        @Override
        public Map<String, FloatTensor> run(Map<String, FloatTensor> inputs) {
          return Map.of();
        }

        @Override
        public TimedRun prepare(Map<String, FloatTensor> inputs) {
          return new TimedRun() {
            @Override
            public long runNanos() {
              double drift = runs++ / 500 % 2 == 0 ? 1 : 3;
              return (long) (millis * 1e6 * drift * (1 + 0.1 * noise.nextDouble()));
            }

            @Override
            public void close() {}
          };
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void ratiosSurviveAMachineWhoseSpeedDrifts() {
    LatencyReport report =
        new LatencyComparison(new PrescribedClock(), SHORT)
            .compare(models(1), FloatTensor.zeros(1, 4, 8, 8));
    assertThat(report.baseline().name()).isEqualTo("composed");
    assertThat(report.baseline().speedup()).isEqualTo(1);
    ModelLatency split = report.model("split");
    assertThat(split.speedup()).isCloseTo(5, within(0.5));
    assertThat(split.speedupLow()).isGreaterThan(4);
    ModelLatency again = report.model("again");
    assertThat(again.speedupLow()).isLessThan(1.05);
    assertThat(again.speedupHigh()).isGreaterThan(0.95);
  }

  @Test
  void aReportSaysOnWhatAndHowItWasMeasured() {
    LatencyReport report =
        new LatencyComparison(new OnnxRuntimeCpu(new OnnxRuntimeOptions()), SHORT)
            .compare(models(2), FloatTensor.zeros(2, 4, 8, 8));
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
    LatencyComparison comparison =
        new LatencyComparison(new OnnxRuntimeCpu(new OnnxRuntimeOptions()), SHORT);
    assertThatThrownBy(() -> comparison.compare(Map.of(), FloatTensor.zeros(1)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> comparison.compare(models(1), FloatTensor.zeros(2, 4, 8, 8)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("[2, 4, 8, 8]", "[1, 4, 8, 8]");
  }
}
