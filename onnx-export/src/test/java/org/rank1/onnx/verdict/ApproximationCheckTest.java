package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

class ApproximationCheckTest {
  private static final OnnxRuntimeCpu RUNTIME = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
  private static final FloatTensor IMAGES =
      FloatTensor.of(List.of(4, 2), new float[] {1, 0, 0, 1, 3, 1, 1, 3});

  /** Multiplies its two inputs with factors. */
  private static CheckedModel scaled(Dimension batch, float first, float second) {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("scaled");
    var x = graph.input("x", TensorShape.of(List.of(batch, Dimension.of(2))));
    FloatTensor weight = FloatTensor.of(List.of(2, 2), new float[] {first, 0, 0, second});
    graph.output(graph.gemm("y", x, weight, FloatTensor.zeros(2)));
    return CheckedModel.of(graph.build(Map.of()), "\"scaled\"");
  }

  private static ApproximationReport compare(CheckedModel reference, CheckedModel candidate) {
    try (ApproximationCheck check = new ApproximationCheck(reference, candidate, RUNTIME)) {
      check.add(IMAGES, 0, 1, 0, 0);
      return check.report();
    }
  }

  @Test
  void errorsAgreementAndAccuracyAreThoseOfTheOutputs() {
    for (Dimension batch : List.of(Dimension.of(1), Dimension.of(3), Dimension.symbol("N"))) {
      ApproximationReport report = compare(scaled(batch, 1, 1), scaled(batch, 1, 0.25f));
      assertThat(report.inputs()).isEqualTo(4);
      assertThat(report.maxAbsError()).isEqualTo(0.75 * 3);
      assertThat(report.maxAbsOutput()).isEqualTo(3);
      assertThat(report.relativeError())
          .isCloseTo(0.75 * Math.sqrt(11 / 22.0), Offset.offset(1e-9));
      assertThat(report.top1Agreement()).isEqualTo(0.75);
      assertThat(report.accuracy()).isEqualTo(new ApproximationReport.Accuracy(4, 0.75, 1.0));
      assertThat(report.summary())
          .contains("same top class on 75.00 % of 4 inputs; accuracy 100.00 %")
          .doesNotContainIgnoringCase("equivalent");
    }
  }

  @Test
  void theSameModelHasNoErrorAndNotANumberAgreesWithNothing() {
    CheckedModel model = scaled(Dimension.of(1), 1, 2);
    ApproximationReport same = compare(model, model);
    assertThat(same.relativeError()).isZero();
    assertThat(same.top1Agreement()).isEqualTo(1);
    ApproximationReport broken = compare(model, scaled(Dimension.of(1), Float.NaN, 1));
    assertThat(broken.top1Agreement()).isZero();
    assertThat(broken.maxAbsError()).isNaN();
  }

  @Test
  void withoutLabelsThereIsNoAccuracyAndWithoutInputsNoReport() {
    CheckedModel model = scaled(Dimension.of(1), 1, 2);
    try (ApproximationCheck check = new ApproximationCheck(model, model, RUNTIME)) {
      assertThatThrownBy(check::report)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("no input");
      check.add(Snapshots.uniform(List.of(2, 2), -1, 1, new SplittableRandom(1)));
      assertThat(check.report().accuracy()).isNull();
      assertThat(check.report().summary()).endsWith("of 2 inputs.");
    }
  }

  @Test
  void modelsWithOtherInputsAreRefused() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("other");
    graph.output(graph.relu("y", graph.input("x", TensorShape.of(1, 3))));
    CheckedModel other = CheckedModel.of(graph.build(Map.of()), "\"other\"");
    CheckedModel model = scaled(Dimension.of(1), 1, 2);
    assertThatThrownBy(() -> new ApproximationCheck(model, other, RUNTIME))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("they must be the same");
  }
}
