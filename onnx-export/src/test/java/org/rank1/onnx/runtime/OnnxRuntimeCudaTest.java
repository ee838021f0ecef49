package org.rank1.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

class OnnxRuntimeCudaTest {
  private static final OnnxModel MODEL =
      new OnnxExporter()
          .export(
              RandomSnapshot.of(
                  new NetworkBuilder("small", FeatureShape.of(16, 9, 9), new Rank1Form())
                      .conv("conv", 32, ConvGeometry.same2d(3), true)
                      .build(),
                  1),
              new ExportOptions())
          .model();

  @Test
  void withoutADeviceItSaysSoInOneSentence() {
    assumeFalse(OnnxRuntimeCuda.isAvailable(), "there is a CUDA device");
    OnnxRuntimeCudaOptions options = new OnnxRuntimeCudaOptions();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> new OnnxRuntimeCuda(options).open(MODEL),
            () -> OnnxRuntimeCuda.onDevice(options))) {
      assertThatThrownBy(use)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("The runtime \"onnxruntime-cuda\" cannot be used: ")
          .hasMessageContaining("CUDA")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(new OnnxRuntimeCuda(new OnnxRuntimeCudaOptions()).description())
        .contains("CUDA device 0", "TF32 off", "search exhaustive");
    assertThatThrownBy(
            () ->
                new OnnxRuntimeCudaOptions(
                    -1,
                    OnnxRuntimeOptions.OptimizationLevel.ALL,
                    false,
                    OnnxRuntimeCudaOptions.ConvolutionSearch.HEURISTIC))
        .hasMessage("illegal device -1, must be within [0, 255]");
  }

  @Test
  @Tag("gpu")
  void theDeviceComputesWhatTheCpuComputes() {
    assumeTrue(OnnxRuntimeCuda.isAvailable(), "no CUDA device");
    Map<String, FloatTensor> input = Map.of("input", RandomSnapshot.input(List.of(1, 16, 9, 9), 2));
    float[] onDevice = run(new OnnxRuntimeCuda(new OnnxRuntimeCudaOptions()), input);
    float[] onCpu = run(new OnnxRuntimeCpu(new OnnxRuntimeOptions()), input);
    assertThat(onDevice).hasSameSizeAs(onCpu);
    for (int i = 0; i < onCpu.length; i++) {
      assertThat(onDevice[i]).isCloseTo(onCpu[i], within(1e-5f));
    }
  }

  private static float[] run(InferenceRuntime runtime, Map<String, FloatTensor> input) {
    try (InferenceSession session = runtime.open(MODEL)) {
      return session.run(input).values().iterator().next().data();
    }
  }
}
