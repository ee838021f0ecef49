package org.rank1.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.reference.TestGraph;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.onnx.verdict.ApproximationCheck;
import org.rank1.onnx.verdict.ApproximationReport;

class PrecisionTest {
  private static final FloatTensor INPUTS =
      FloatTensor.of(List.of(2, 3), new float[] {0.1f, -0.7f, 0.3f, 1, 2.2f, -3});

  private static final FloatTensor IDENTITY =
      FloatTensor.of(List.of(3, 3), new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});

  private static CheckedModel floats() {
    return CheckedModel.of(
        new TestGraph(List.of(2, 3))
            .constant("w", IDENTITY)
            .node("MatMul", List.of("x", "w"), "y")
            .build(),
        "floats");
  }

  @Test
  void aModelThatComputesIn16BitsGetsAVerdictOnItsApproximation() {
    CheckedModel half =
        CheckedModel.of(
            new TestGraph(List.of(2, 3))
                .node("Cast", List.of("x"), "h", "to", (long) DataType.FLOAT16.getNumber())
                .node("Add", List.of("h", "h"), "twice")
                .node("Sub", List.of("twice", "h"), "once")
                .node("Cast", List.of("once"), "y", "to", (long) DataType.FLOAT.getNumber())
                .build(),
            "half");
    assertApproximates(half, 2e-3);
  }

  @Test
  void aDynamicallyQuantizedModelGetsAVerdictOnItsApproximation() {
    ModelProto.Builder model =
        new TestGraph(List.of(2, 3))
            .constant("scale", FloatTensor.filled(List.of(), 1 / 127f)).build().toBuilder();
    byte[] weight = new byte[9];
    weight[0] = 127;
    weight[4] = 127;
    weight[8] = 127;
    model.getGraphBuilder().addInitializer(OnnxTensors.of("q", List.of(3, 3), weight));
    model
        .getGraphBuilder()
        .addNode(
            node("DynamicQuantizeLinear", List.of("x"))
                .addOutput("xq")
                .addOutput("xs")
                .addOutput("xz"))
        .addNode(node("MatMulInteger", List.of("xq", "q", "xz")).addOutput("sum"))
        .addNode(
            node("Cast", List.of("sum"))
                .addOutput("real")
                .addAttribute(NodeAttributes.integerOf("to", DataType.FLOAT.getNumber())))
        .addNode(node("Mul", List.of("xs", "scale")).addOutput("scales"))
        .addNode(node("Mul", List.of("real", "scales")).addOutput("y"));
    assertApproximates(CheckedModel.of(model.build(), "dynamic"), 2e-2);
  }

  private static NodeProto.Builder node(String type, List<String> inputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs);
  }

  private static void assertApproximates(CheckedModel candidate, double error) {
    assertThat(floats().isReduced()).isFalse();
    assertThat(candidate.isReduced()).isTrue();
    try (ApproximationCheck check =
        new ApproximationCheck(
            floats(),
            candidate,
            new OnnxRuntimeCpu(new OnnxRuntimeOptions(1, OptimizationLevel.NONE, false)))) {
      check.add(INPUTS);
      ApproximationReport report = check.report();
      assertThat(report.inputs()).isEqualTo(2);
      // The runtime may compute on 32 bits after all, and then there is no error.
      assertThat(report.maxAbsError()).isBetween(0.0, error);
      assertThat(report.maxAbsOutput()).isEqualTo(3);
    }
  }
}
