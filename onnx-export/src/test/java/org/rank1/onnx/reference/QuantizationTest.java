package org.rank1.onnx.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceSession;

/** Rounding to bytes and back, against ONNX Runtime. */
class QuantizationTest {
  private static final FloatTensor X = TestGraph.random(new SplittableRandom(6), 2, 3, 5);

  private static ModelProto there(TensorProto scale, TensorProto zero) {
    TestGraph graph = new TestGraph(List.of(2, 3, 5));
    List<String> map = List.of("scale", "zero");
    graph
        .node("QuantizeLinear", List.of("x", map.get(0), map.get(1)), "q", "axis", 1L)
        .node("DequantizeLinear", List.of("q", map.get(0), map.get(1)), "y", "axis", 1L);
    ModelProto.Builder model = graph.build().toBuilder();
    model.getGraphBuilder().addInitializer(scale).addInitializer(zero);
    return model.build();
  }

  private static void agrees(ModelProto model) {
    OnnxRuntimeCpu runtime = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
    FloatTensor expected;
    try (InferenceSession session = runtime.open(model::toByteArray)) {
      expected = session.run(Map.of("x", X)).get("y");
    }
    DoubleTensor actual = evaluate(model);
    for (int i = 0; i < expected.size(); i++) {
      assertThat((float) actual.data()[i]).isEqualTo(expected.data()[i]);
    }
  }

  private static DoubleTensor evaluate(ModelProto model) {
    return new ReferenceInterpreter(model)
        .evaluate(Map.of("x", DoubleTensor.of(X)), List.of("y"))
        .value("y");
  }

  @Test
  void oneScaleForAllAndOnePerSliceAreWhatOnnxRuntimeComputes() {
    agrees(there(OnnxTensors.scalar("scale", 0.003f), OnnxTensors.unsignedByteScalar("zero", 99)));
    agrees(
        there(
            OnnxTensors.of("scale", new float[] {0.002f, 0.01f, 0.5f}),
            OnnxTensors.of("zero", List.of(3), new byte[] {-7, 0, 100})));
  }

  @Test
  void whatHasNoBoundOrDoesNotFitIsRefused() {
    ModelProto model =
        there(OnnxTensors.scalar("scale", 0.003f), OnnxTensors.unsignedByteScalar("zero", 99));
    assertThatThrownBy(
            () ->
                new ReferenceInterpreter(model)
                    .absolute(Map.of("x", DoubleTensor.of(X)), List.of("y")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rounding to bytes has no bound on its error");
    ModelProto twoScales =
        there(
            OnnxTensors.of("scale", new float[] {1, 2}),
            OnnxTensors.of("zero", List.of(2), new byte[2]));
    assertThatThrownBy(() -> evaluate(twoScales)).hasMessageContaining("the length of axis 1");
    ModelProto wide = there(OnnxTensors.scalar("scale", 1), OnnxTensors.of("zero", new int[] {3}));
    assertThatThrownBy(() -> evaluate(wide)).hasMessageContaining("must be a constant of bytes");
  }
}
