package org.rank1.onnx.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

class OpenCvRuntimeTest {
  private final InferenceRuntime opencv = new OpenCvRuntime(new OpenCvOptions(1, false));
  private final FloatTensor image = image();

  private static NetworkSnapshot network() {
    return RandomSnapshot.of(
        new NetworkBuilder("small", FeatureShape.of(3, 9, 9), new Rank1Form())
            .conv("c1", 8, ConvGeometry.same2d(3), true)
            .relu("r1")
            .conv("c2", 8, ConvGeometry.same2d(5), true)
            .globalAveragePool("gap")
            .flatten("flat")
            .dense("logits", 4)
            .build(),
        7);
  }

  private static FloatTensor image() {
    FloatTensor image = FloatTensor.zeros(List.of(1, 3, 9, 9));
    Random random = new Random(3);
    for (int i = 0; i < image.size(); i++) {
      image.data()[i] = (float) random.nextGaussian();
    }
    return image;
  }

  private static CheckedModel exported(String lowering) {
    return new OnnxExporter().export(network(), new ExportOptions().withLowering(lowering)).model();
  }

  @Test
  void computesWhatOnnxRuntimeComputes() {
    for (String lowering : List.of("composed", "chain", "pointwise-depthwise")) {
      CheckedModel model = exported(lowering);
      InferenceRuntime other = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
      try (InferenceSession ours = opencv.open(model);
          InferenceSession theirs = other.open(model)) {
        float[] actual = only(ours.run(Map.of("input", image))).data();
        float[] expected = only(theirs.run(Map.of("input", image))).data();
        assertThat(actual).hasSize(4).isNotEqualTo(new float[4]);
        for (int i = 0; i < actual.length; i++) {
          assertThat(actual[i]).isCloseTo(expected[i], within(expected));
        }
      }
    }
  }

  private static FloatTensor only(Map<String, FloatTensor> outputs) {
    assertThat(outputs).hasSize(1);
    return outputs.values().iterator().next();
  }

  private static Offset<Float> within(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return Offset.offset(1e-4f * largest);
  }

  @Test
  void timedRunsTakeTimeAndMayBeRepeated() {
    try (InferenceSession session = opencv.open(exported("chain"));
        InferenceSession.TimedRun run = session.prepare(Map.of("input", image))) {
      assertThat(run.runNanos()).isPositive();
      assertThat(run.runNanos()).isPositive();
    }
  }

  @Test
  void saysWhatItIs() {
    assertThat(opencv.description())
        .matches("OpenCV 4\\.\\d+\\.\\d+, DNN .*1 thread, Winograd off");
    assertThatThrownBy(() -> new OpenCvOptions(0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads");
  }

  @Test
  void whatIsNoModelIsRefusedWithASentence() {
    assertThatThrownBy(() -> opencv.open(() -> new byte[] {1, 2, 3}))
        .isInstanceOf(InvalidInputException.class);
  }
}
