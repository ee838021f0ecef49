package org.rank1.onnx.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.testkit.ConvCases;

/** What quantized convolutions compute on ONNX Runtime, against bounds derived from their steps. */
class QuantizedArithmeticTest {
  /** Half a step, and what 32-bit factors between integers and steps may add. */
  private static final double HALF = 0.501;

  private static final int CASES = 30;

  /**
   * Inputs on the grid of bytes are summed in integers, without any error; so only the rounding of
   * the result, by half a step, is between the runtime and an evaluation in double precision. After
   * further stages a whole step of every stage before is added, times what the weights make of it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyLoweringOfEveryGeometryStaysWithinHalfAStep(int axes) {
    SplittableRandom random = new SplittableRandom(axes);
    ConvCases cases = new ConvCases(new SplittableRandom(10 + axes));
    double worst = 0;
    for (int trial = 0; trial < CASES; trial++) {
      FilterForm form = trial % 2 == 0 ? new DenseForm() : new Rank1Form();
      NetworkSpec network = network(cases.next(axes), form, trial % 3 != 0, trial % 4 < 2);
      LayerSpec.Convolution conv = network.convolutions().get(0);
      for (String lowering : form.lowerings(network.convSpec(conv))) {
        CheckedModel model = Int8.exported(Snapshots.random(network, trial), lowering);
        Int8 int8 = Int8.of(model, List.of(images(network, random)), new QuantizationOptions());
        double error = errorOverBound(int8, network.output(), int8.inputOnTheGrid(random));
        assertThat(error).as("%s, %s", network, lowering).isLessThanOrEqualTo(1);
        worst = Math.max(worst, error);
      }
    }
    assertThat(worst).isBetween(0.5, 1.0);
  }

  /** The largest difference to the double evaluation, divided by the bound. */
  private static double errorOverBound(Int8 int8, String output, FloatTensor input) {
    double inherited = 0;
    List<NodeProto> convs = int8.nodes("Conv");
    for (NodeProto conv : convs.subList(0, convs.size() - 1)) {
      inherited = int8.step(conv.getOutput(0)) * 1.001 + int8.gain(conv) * inherited;
    }
    NodeProto last = convs.get(convs.size() - 1);
    double bound = HALF * int8.step(output) + int8.gain(last) * inherited;
    double[] range = int8.range(output);
    double[] exact = int8.exact(input, output + "/float");
    return largestDifference(int8.run(input), exact, range) / bound;
  }

  private static double largestDifference(float[] actual, double[] exact, double[] range) {
    double worst = 0;
    for (int i = 0; i < exact.length; i++) {
      double clipped = Math.max(range[0], Math.min(range[1], exact[i]));
      worst = Math.max(worst, Math.abs(actual[i] - clipped));
    }
    return worst;
  }

  /**
   * On calibration images nothing is clipped, and a convolution differs from that of floats by at
   * most half a step of the input times its weights, half a step of every weight times the input,
   * and half a step of bias and output.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aConvolutionStaysWithinTheSumOfHalfStepsOfTheOneOfFloats(int axes) {
    SplittableRandom random = new SplittableRandom(20 + axes);
    ConvCases cases = new ConvCases(new SplittableRandom(30 + axes));
    double worst = 0;
    for (int trial = 0; trial < CASES; trial++) {
      NetworkSpec network =
          network(cases.next(axes), new DenseForm(), trial % 3 != 0, trial % 4 < 2);
      CheckedModel model = Int8.exported(Snapshots.random(network, trial), "composed");
      FloatTensor image = images(network, random);
      Int8 int8 = Int8.of(model, List.of(image), new QuantizationOptions());
      float[] floats = Int8.run(model.proto(), image, Int8.RUNTIME);
      float[] actual = int8.run(image);
      double bound = sumOfHalfSteps(int8, network.output(), image);
      for (int i = 0; i < floats.length; i++) {
        double error = Math.abs((double) actual[i] - floats[i]) / bound;
        assertThat(error).as("%s, element %d", network, i).isLessThanOrEqualTo(1);
        worst = Math.max(worst, error);
      }
    }
    assertThat(worst).isBetween(0.1, 1.0);
  }

  private static double sumOfHalfSteps(Int8 int8, String output, FloatTensor image) {
    double largestInput = 0;
    for (float value : image.data()) {
      largestInput = Math.max(largestInput, Math.abs(value));
    }
    float[] scales = int8.floats("conv/weight/scale");
    int fanIn = int8.integers("conv/weight/quantized").length / scales.length;
    double largestScale = 0;
    for (float scale : scales) {
      largestScale = Math.max(largestScale, scale);
    }
    double step = int8.step("input");
    double weights = fanIn * largestScale / 2;
    return HALF
        * (int8.step(output)
            + step * (int8.gain(int8.nodes("Conv").get(0)) + weights)
            + 2 * weights * (largestInput + step)
            + step * largestScale);
  }

  @Test
  void mistakesInTheModelExceedTheBound() {
    NetworkSpec network =
        new NetworkBuilder("control", FeatureShape.of(6, 9, 8), new DenseForm())
            .conv("conv", 6, ConvGeometry.same2d(3), true)
            .build();
    SplittableRandom random = new SplittableRandom(5);
    CheckedModel model = Int8.exported(Snapshots.random(network, 3), "composed");
    Int8 good = Int8.of(model, List.of(images(network, random)), new QuantizationOptions());
    FloatTensor input = good.inputOnTheGrid(random);
    assertThat(errorOf(good, graph -> {}, input)).isLessThanOrEqualTo(1);
    // Fused, ONNX Runtime takes the scales of weights as those of filters, whatever the axis.
    assertThat(errorOf(good, graph -> {}, input, Int8.LITERAL)).isLessThanOrEqualTo(1);
    assertThat(
            errorOf(good, graph -> axis(graph, "conv/weight/dequantized", 1), input, Int8.LITERAL))
        .as("wrong axis")
        .isGreaterThan(2);
    assertThat(
            errorOf(
                good,
                graph -> replace(graph, OnnxTensors.of("conv/bias/quantized", new int[6])),
                input))
        .as("no bias")
        .isGreaterThan(2);
    for (String value : List.of("input", "conv")) {
      TensorProto zero = good.initializer(value + "/zero_point");
      int shifted = (zero.getRawData().byteAt(0) & 0xFF) + 1;
      assertThat(errorOf(good, graph -> zeroPoint(graph, value, zero.toBuilder(), shifted), input))
          .as("zero point of " + value)
          .isGreaterThan(1);
    }
    assertThat(
            errorOf(
                good,
                graph -> {
                  float[] scales = good.floats("conv/weight/scale");
                  scales[2] *= 1.1f;
                  replace(graph, OnnxTensors.of("conv/weight/scale", scales));
                },
                input))
        .as("a scale")
        .isGreaterThan(2);
  }

  /** The error of a changed model in bounds of the good one. */
  private static double errorOf(Int8 good, Consumer<GraphProto.Builder> change, FloatTensor input) {
    return errorOf(good, change, input, Int8.RUNTIME);
  }

  private static double errorOf(
      Int8 good, Consumer<GraphProto.Builder> change, FloatTensor input, OnnxRuntimeCpu runtime) {
    GraphProto.Builder graph = good.model().getGraph().toBuilder();
    change.accept(graph);
    float[] actual = Int8.run(good.model().toBuilder().setGraph(graph).build(), input, runtime);
    double[] exact = good.exact(input, "conv/float");
    return largestDifference(actual, exact, good.range("conv")) / (HALF * good.step("conv"));
  }

  private static void axis(GraphProto.Builder graph, String node, long axis) {
    graph.getNodeBuilderList().stream()
        .filter(builder -> builder.getName().equals(node))
        .forEach(builder -> builder.getAttributeBuilder(0).setI(axis));
  }

  private static void replace(GraphProto.Builder graph, TensorProto tensor) {
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      if (graph.getInitializer(i).getName().equals(tensor.getName())) {
        graph.setInitializer(i, tensor);
      }
    }
  }

  /** Gives the way back from bytes another zero point. */
  private static void zeroPoint(
      GraphProto.Builder graph, String value, TensorProto.Builder zero, int shifted) {
    graph.addInitializer(
        zero.setName("shifted").setRawData(ByteString.copyFrom(new byte[] {(byte) shifted})));
    graph.getNodeBuilderList().stream()
        .filter(
            node ->
                node.getOpType().equals("DequantizeLinear")
                    && node.getInput(0).equals(value + "/quantized"))
        .forEach(node -> node.setInput(2, "shifted"));
  }

  @Test
  void noTwoWeightsOfAFilterTogetherExceed16Bits() {
    SplittableRandom random = new SplittableRandom(8);
    for (int trial = 0; trial < 20; trial++) {
      NetworkSpec network =
          new NetworkBuilder("pairs", FeatureShape.of(1 + trial % 4, 6, 6), new DenseForm())
              .conv("conv", 5, ConvGeometry.same2d(1 + trial % 3), true)
              .build();
      CheckedModel model = Int8.exported(Snapshots.random(network, trial), "composed");
      List<FloatTensor> images = List.of(images(network, random));
      assertThat(largestPair(Int8.of(model, images, new QuantizationOptions()), 5))
          .isBetween(127L, 128L);
      Int8 full = Int8.of(model, images, new QuantizationOptions().withPairSafe(false));
      assertThat(magnitudes(full)).contains(127L);
    }
  }

  private static List<Long> magnitudes(Int8 int8) {
    List<Long> magnitudes = new ArrayList<>();
    for (long weight : int8.integers("conv/weight/quantized")) {
      magnitudes.add(Math.abs(weight));
    }
    return magnitudes;
  }

  /** The largest magnitude of a weight alone or of the sum of two. */
  private static long largestPair(Int8 int8, int filters) {
    long[] weights = int8.integers("conv/weight/quantized");
    int fanIn = weights.length / filters;
    long largest = 0;
    for (int i = 0; i < weights.length; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
      for (int j = i + 1; j < (i / fanIn + 1) * fanIn; j++) {
        largest = Math.max(largest, Math.abs(weights[i] + weights[j]));
      }
    }
    return largest;
  }

  private static NetworkSpec network(
      ConvCases.Case next, FilterForm form, boolean bias, boolean relu) {
    NetworkBuilder one =
        new NetworkBuilder("one", new FeatureShape(next.conv().inChannels(), next.spatial()), form)
            .conv("conv", next.conv().outChannels(), next.conv().geometry(), bias);
    return (relu ? one.relu("relu") : one).build();
  }

  private static FloatTensor images(NetworkSpec network, SplittableRandom random) {
    List<Integer> shape = new ArrayList<>(List.of(1));
    shape.addAll(network.input().extents());
    return Snapshots.uniform(shape, -1, 2, random);
  }
}
