package org.rank1.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.OnnxExportPlugin;
import org.rank1.onnx.reference.TestGraph;
import org.rank1.plugin.Parts;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

class OnnxRuntimeCpuTest {
  private final OnnxRuntimeCpu runtime = new OnnxRuntimeCpu(new OnnxRuntimeOptions());

  private static ModelProto doubling(Integer... shape) {
    return new TestGraph(List.of(shape)).node("Add", List.of("x", "x"), "y").build();
  }

  @Test
  void runsAModelAndReturnsItsOutputsByName() {
    try (InferenceSession session = runtime.open(doubling(1, 2)::toByteArray)) {
      FloatTensor x = FloatTensor.of(List.of(1, 2), new float[] {1.5f, -2});
      assertThat(session.outputs()).containsExactly("y");
      assertThat(session.run(Map.of("x", x)))
          .containsExactly(Map.entry("y", FloatTensor.of(List.of(1, 2), new float[] {3, -4})));
    }
  }

  @Test
  void aTimedRunCanBeRepeatedAndTakesTime() {
    FloatTensor x = TestGraph.random(new SplittableRandom(1), 1, 64, 64);
    try (InferenceSession session = runtime.open(doubling(1, 64, 64)::toByteArray);
        InferenceSession.TimedRun run = session.prepare(Map.of("x", x))) {
      for (int i = 0; i < 100; i++) {
        assertThat(run.runNanos()).isPositive();
      }
    }
  }

  @Test
  void inputsAreCheckedBeforeNativeCodeSeesThem() {
    try (InferenceSession session = runtime.open(doubling(2, 3)::toByteArray)) {
      assertRefused(session, Map.of("x", FloatTensor.zeros(3, 2)), "[3, 2]", "[2, 3]");
      assertRefused(session, Map.of("x", FloatTensor.zeros(2, 3, 1)), "[2, 3, 1]", "[2, 3]");
      assertRefused(session, Map.of(), "\"x\"", "missing");
      FloatTensor fitting = FloatTensor.zeros(2, 3);
      assertRefused(session, Map.of("x", fitting, "z", fitting), "Unknown input \"z\"", "x");
    }
  }

  private static void assertRefused(
      InferenceSession session, Map<String, FloatTensor> inputs, String... parts) {
    assertThatThrownBy(() -> session.run(inputs))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts);
    assertThatThrownBy(() -> session.prepare(inputs)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aSymbolicBatchTakesAnySizeButNone() {
    ModelProto.Builder model = doubling(1, 2).toBuilder();
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimParam("N");
    try (InferenceSession session = runtime.open(model.build()::toByteArray)) {
      for (int batch : new int[] {1, 5}) {
        assertThat(session.run(Map.of("x", FloatTensor.zeros(batch, 2))).get("y").shape())
            .containsExactly(batch, 2);
      }
      assertRefused(session, Map.of("x", FloatTensor.zeros(0, 2)), "[0, 2]", "[?, 2]");
    }
  }

  @Test
  void whatOnnxRuntimeRefusesIsOneSentence() {
    assertThatThrownBy(() -> runtime.open(() -> new byte[] {1, 2, 3}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("truncated or no protobuf message")
        .hasMessageNotContaining("\n");
    byte[] unknown =
        new TestGraph(List.of(1)).node("Nonsense", List.of("x"), "y").build().toByteArray();
    assertThatThrownBy(() -> runtime.open(() -> unknown))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("ONNX Runtime cannot load the model: ")
        .hasMessageContaining("Nonsense")
        .hasMessageNotContaining("\n");
  }

  @Test
  void onlyFloatsAreAccepted() {
    ModelProto.Builder model = doubling(1, 2).toBuilder();
    for (var value :
        List.of(
            model.getGraphBuilder().getInputBuilder(0),
            model.getGraphBuilder().getOutputBuilder(0))) {
      value
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .setElemType(TensorProto.DataType.INT64.getNumber());
    }
    assertThatThrownBy(() -> runtime.open(model.build()::toByteArray))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("INT64")
        .hasMessageContaining("32-bit floats");
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(runtime.description())
        .contains("ONNX Runtime 1.", "1 thread,", "level all", "spinning off");
    OnnxRuntimeCpu other =
        new OnnxRuntimeCpu(
            new OnnxRuntimeOptions(2, OnnxRuntimeOptions.OptimizationLevel.BASIC, true));
    assertThat(other.description()).contains("2 threads,", "level basic", "spinning on");
    assertThat(other.threads()).isEqualTo(2);
    assertThat(runtime.threads()).isEqualTo(1);
  }

  @Test
  void sessionOptionsThatDifferFromTheDefaultsAreInTheDescription() {
    assertThat(runtime.description()).doesNotContain("parallel", "memory pattern", "arena");
    OnnxRuntimeCpu other =
        new OnnxRuntimeCpu(
            new OnnxRuntimeOptions(
                1,
                OnnxRuntimeOptions.OptimizationLevel.ALL,
                false,
                OnnxRuntimeOptions.ExecutionMode.PARALLEL,
                3,
                false,
                false));
    assertThat(other.description())
        .endsWith("spinning off, 3 operators in parallel, no memory pattern, no arena");
  }

  @Test
  void illegalThreadsAreRefused() {
    assertThatThrownBy(
            () -> new OnnxRuntimeOptions(0, OnnxRuntimeOptions.OptimizationLevel.ALL, false))
        .hasMessage("illegal threads 0, must be within [1, 1024]");
  }

  @Test
  void isFoundByServiceLoaderAndMadeFromItsOptions() {
    assertThat(ServiceLoader.load(Rank1Plugin.class))
        .hasAtLeastOneElementOfType(OnnxExportPlugin.class);
    Injector injector = Guice.createInjector(new OnnxExportPlugin());
    InferenceRuntime made =
        injector
            .getInstance(Parts.class)
            .create(
                InferenceRuntime.class,
                "runtime",
                "onnxruntime-cpu",
                Map.of("threads", 2, "optimizationLevel", "extended"));
    assertThat(made.description()).contains("2 threads", "level extended");
  }
}
