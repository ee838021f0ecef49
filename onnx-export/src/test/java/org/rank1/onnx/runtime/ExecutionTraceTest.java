package org.rank1.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.onnx.reference.TestGraph;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.runtime.OnnxModel;

class ExecutionTraceTest {
  private static final NetworkSpec NETWORK =
      new NetworkBuilder("traced", FeatureShape.of(16, 8, 8), new Rank1Form())
          .conv("conv1", 16, ConvGeometry.same2d(3), false)
          .batchNorm("bn1")
          .relu("relu1")
          .globalAveragePool("pool")
          .flatten("flatten")
          .dense("logits", 3)
          .build();
  private static final OnnxModel MODEL =
      new OnnxExporter().export(RandomSnapshot.of(NETWORK, 1), new ExportOptions()).model();
  private static final Map<String, FloatTensor> INPUT =
      Map.of("input", RandomSnapshot.input(List.of(1, 16, 8, 8), 2));

  private static ExecutionTrace trace(OptimizationLevel level) {
    return new OnnxRuntimeCpu(new OnnxRuntimeOptions(1, level, false)).trace(MODEL, INPUT, 3);
  }

  @Test
  void withoutOptimizationsTheNodesOfTheModelRun() {
    ExecutionTrace trace = trace(OptimizationLevel.NONE);
    assertThat(trace.nodes().stream().map(ExecutedNode::operator))
        .containsExactly("Conv", "Conv", "Relu", "GlobalAveragePool", "Flatten", "Gemm");
    assertThat(trace.nodes().get(0).name()).isEqualTo("conv1/pointwise");
    assertThat(trace.nodes().get(0).reads()).contains("input");
    assertThat(trace.blocked()).isEmpty();
    assertThat(trace.nodes())
        .allSatisfy(node -> assertThat(node.provider()).isEqualTo("CPUExecutionProvider"));
  }

  @Test
  void optimizedTheBlockedConvolutionsHaveTheirActivationFused() {
    ExecutionTrace trace = trace(OptimizationLevel.ALL);
    assertThat(trace.nodes().stream().map(ExecutedNode::operator)).doesNotContain("Relu");
    // Processors without a blocked layout run the plain fused convolution.
    ExecutedNode last =
        trace.nodes().stream()
            .filter(node -> node.operator().endsWith("Conv"))
            .reduce((first, second) -> second)
            .orElseThrow();
    assertThat(last.activation()).isEqualTo("Relu");
    assertThat(last.kernel()).endsWith("Conv+Relu");
    assertThat(last.medianMs()).isPositive();
    assertThat(trace.totalMs()).isGreaterThanOrEqualTo(last.medianMs());
    assertThat(trace.reorders()).doesNotContainAnyElementsOf(trace.blocked());
  }

  @Test
  void theChannelBlockIsThatOfTheBlockedLayout() {
    int block = ChannelBlock.of(new OnnxRuntimeCpu(new OnnxRuntimeOptions()));
    boolean blocked = !trace(OptimizationLevel.ALL).blocked().isEmpty();
    // 8 floats with AVX2, 16 with AVX-512.
    assertThat(block).isIn(blocked ? List.of(4, 8, 16) : List.of(1));
    assertThat(
            ChannelBlock.of(
                new OnnxRuntimeCpu(new OnnxRuntimeOptions(1, OptimizationLevel.BASIC, false))))
        .isEqualTo(1);
  }

  @Test
  void namesWithQuotesDoNotKeepTheProfileFromBeingRead() {
    ModelProto model =
        new TestGraph(List.of(1, 2))
            .node("Relu", List.of("x"), "a\"b\\c\nd")
            .node("Add", List.of("a\"b\\c\nd", "x"), "y")
            .build();
    ExecutionTrace trace =
        new OnnxRuntimeCpu(new OnnxRuntimeOptions(1, OptimizationLevel.NONE, false))
            .trace(model::toByteArray, Map.of("x", FloatTensor.filled(List.of(1, 2), 1)), 1);
    assertThat(trace.nodes()).extracting(ExecutedNode::operator).containsExactly("Relu", "Add");
    assertThat(trace.nodes()).extracting(ExecutedNode::name).containsExactly("a_b_c_d", "y");
  }

  @Test
  void wrongInputsAndModelsAreRefused() {
    OnnxRuntimeCpu runtime = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
    assertThatThrownBy(() -> runtime.trace(MODEL, Map.of(), 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"input\"");
    assertThatThrownBy(() -> runtime.trace(MODEL, INPUT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("illegal runs 0");
  }
}
