package org.rank1.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.reference.ReferenceInterpreter;
import org.rank1.onnx.reference.TestGraph;

class GraphConvolutionsTest {
  private static final List<String> PADS = List.of("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");

  /** The same convolution written with what was resolved gives the same values. */
  @Test
  void theResolvedGeometryIsTheConvolutionsOnOneToThreeAxes() {
    SplittableRandom random = new SplittableRandom(23);
    for (int trial = 0; trial < 200; trial++) {
      int axes = 1 + trial % 3;
      String autoPad = PADS.get(trial / 3 % 4);
      int groups = random.nextInt(1, 4);
      List<Integer> input = new ArrayList<>(List.of(1, groups * random.nextInt(1, 3)));
      List<Integer> weight =
          new ArrayList<>(List.of(groups * random.nextInt(1, 3), input.get(1) / groups));
      List<Long> strides = new ArrayList<>();
      List<Long> dilations = new ArrayList<>();
      List<Long> begins = new ArrayList<>();
      List<Long> pads = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        int kernel = random.nextInt(1, 5);
        weight.add(kernel);
        strides.add((long) random.nextInt(1, 4));
        dilations.add((long) random.nextInt(1, 3));
        begins.add((long) random.nextInt(0, 3));
        pads.add((long) random.nextInt(0, 3));
        input.add((int) (dilations.get(axis) * (kernel - 1)) + random.nextInt(1, 6));
      }
      pads.addAll(0, begins);
      List<Object> attributes =
          new ArrayList<>(
              List.of("strides", strides, "dilations", dilations, "group", (long) groups));
      attributes.addAll(
          autoPad.equals("NOTSET") ? List.of("pads", pads) : List.of("auto_pad", autoPad));
      FloatTensor kernel = TestGraph.random(random, weight.toArray(Integer[]::new));
      FloatTensor bias = TestGraph.random(random, weight.get(0));
      ModelProto given =
          new TestGraph(input)
              .constant("w", kernel)
              .constant("b", bias)
              .node("Conv", List.of("x", "w", "b"), "y", attributes.toArray())
              .build();
      GraphConvolution found =
          CheckedModel.of(given, "given").convolutions().all().iterator().next();
      assertThat(found.kernel()).isEqualTo(kernel);
      assertThat(found.bias()).contains(bias);
      assertThat(found.spec().inChannels()).isEqualTo(input.get(1));
      assertThat(found.spec().outChannels()).isEqualTo(weight.get(0));
      FloatTensor x = TestGraph.random(random, input.toArray(Integer[]::new));
      DoubleTensor expected = run(given, x);
      DoubleTensor actual = run(written(found, input), x);
      assertThat(actual.shape()).isEqualTo(expected.shape());
      assertThat(actual.data()).isEqualTo(expected.data());
      assertThat(found.spec().geometry().outputSize(input.subList(2, input.size())))
          .isEqualTo(expected.shape().subList(2, input.size()));
    }
  }

  private static DoubleTensor run(ModelProto model, FloatTensor x) {
    return new ReferenceInterpreter(model)
        .evaluate(Map.of("x", DoubleTensor.of(x)), List.of("y"))
        .value("y");
  }

  private static ModelProto written(GraphConvolution found, List<Integer> input) {
    List<ConvAxis> window = found.spec().geometry().axes();
    List<Long> pads = new ArrayList<>(window.stream().map(a -> (long) a.padBegin()).toList());
    pads.addAll(window.stream().map(a -> (long) a.padEnd()).toList());
    return new TestGraph(input)
        .constant("w", found.kernel())
        .constant("b", found.bias().orElseThrow())
        .node(
            "Conv",
            List.of("x", "w", "b"),
            "y",
            "pads",
            pads,
            "strides",
            window.stream().map(a -> (long) a.stride()).toList(),
            "dilations",
            window.stream().map(a -> (long) a.dilation()).toList(),
            "group",
            (long) found.spec().geometry().groups())
        .build();
  }

  private static final FloatTensor KERNEL = FloatTensor.filled(List.of(2, 1, 3, 3), 1);

  private static GraphConvolutions of(TestGraph graph, Map<String, TensorShape> shapes) {
    return new GraphConvolutions(ModelGraph.of(graph.constant("w", KERNEL).build()), shapes);
  }

  private static TestGraph conv(Object... attributes) {
    return new TestGraph(List.of(1, 1, 9, 9)).node("Conv", List.of("x", "w"), "y", attributes);
  }

  @Test
  void paddingThatDependsOnAnOpenExtentIsNotGuessed() {
    TensorShape open =
        TensorShape.of(
            List.of(Dimension.of(1), Dimension.of(1), Dimension.UNKNOWN, Dimension.of(9)));
    GraphConvolutions strided =
        of(conv("auto_pad", "SAME_UPPER", "strides", List.of(2L, 2L)), Map.of("x", open));
    assertThat(strided.all()).isEmpty();
    // At stride 1 the padding is the same at every extent.
    GraphConvolutions same = of(conv("auto_pad", "SAME_LOWER"), Map.of());
    assertThat(same.all())
        .singleElement()
        .satisfies(
            c -> assertThat(c.spec().geometry().axes()).containsOnly(new ConvAxis(3, 1, 1, 1, 1)));
  }

  @Test
  void whatCannotBeResolvedSaysWhy() {
    assertThat(refusal(conv("kernel_shape", List.of(5L, 3L)))).contains("kernel_shape [5, 3]");
    assertThat(refusal(conv("strides", List.of(1L)))).contains("illegal strides [1]");
    assertThat(refusal(conv("group", 3L))).contains("with 3 groups is none of a kernel");
    assertThat(refusal(new TestGraph(List.of(2, 1, 3, 3)).node("Conv", List.of("x", "x"), "y")))
        .contains("\"x\" is no constant of 32-bit floats");
  }

  private static String refusal(TestGraph graph) {
    ModelGraph model = ModelGraph.of(graph.constant("w", KERNEL).build());
    GraphConvolutions convolutions = new GraphConvolutions(model, Map.of());
    assertThat(convolutions.find(model.nodes().get(0))).isEqualTo(Optional.empty());
    String[] message = new String[1];
    assertThatThrownBy(() -> convolutions.require(model.nodes().get(0)))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(e -> message[0] = e.getMessage());
    return message[0];
  }
}
