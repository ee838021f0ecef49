package org.rank1.onnx.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.operator.Operators;

/**
 * The entries of the table of operators against ONNX Runtime, over random shapes and attributes and
 * the opsets between which their forms differ.
 */
class EveryOperatorTest {
  private static final int DRAWS = 3;
  private static final List<Integer> OPSETS = List.of(7, 9, 10, 11, 13, 18, 22);

  /** A graph with one node {@code y} of one input {@code x}. */
  @FunctionalInterface
  private interface Draw {
    TestGraph graph(SplittableRandom random, List<Integer> shape, int opset);
  }

  private record Case(String name, int first, int last, int axes, Draw draw) {}

  private static Case of(String name, int first, int axes, Draw draw) {
    return new Case(name, first, 22, axes, draw);
  }

  private static Case until(String name, int last, int axes, Draw draw) {
    return new Case(name, 7, last, axes, draw);
  }

  private static List<Long> longs(int count, SplittableRandom random, int from, int to) {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add((long) random.nextInt(from, to));
    }
    return values;
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static Case plain(String operator, int first, Object... attributes) {
    return of(
        operator,
        first,
        4,
        (random, shape, opset) ->
            new TestGraph(shape).node(operator, List.of("x"), "y", attributes));
  }

  private static Case withReal(String operator, int first, String attribute) {
    return of(
        operator + " with " + attribute,
        first,
        3,
        (random, shape, opset) ->
            new TestGraph(shape)
                .node(operator, List.of("x"), "y", attribute, (float) random.nextDouble(0.1, 2)));
  }

  /** Another operand of a shape that broadcasts with the data's. */
  private static List<Integer> broadcastable(SplittableRandom random, List<Integer> shape) {
    List<Integer> other = new ArrayList<>();
    for (int extent : shape) {
      other.add(random.nextBoolean() ? extent : 1);
    }
    return other.subList(random.nextInt(shape.size()), shape.size());
  }

  private static FloatTensor tensor(SplittableRandom random, List<Integer> shape) {
    return TestGraph.random(random, shape.toArray(Integer[]::new));
  }

  private static Case binary(String operator, int first) {
    return of(
        operator,
        first,
        3,
        (random, shape, opset) ->
            new TestGraph(shape)
                .constant("c", tensor(random, broadcastable(random, shape)))
                .node(operator, List.of("x", "c"), "y"));
  }

  /** A binary operator on the data alone, so that nothing is a constant. */
  private static Case ofData(String operator, int first) {
    return of(
        operator + " of data",
        first,
        3,
        (random, shape, opset) ->
            new TestGraph(shape)
                .node("Abs", List.of("x"), "a")
                .node(operator, List.of("a", "x"), "y"));
  }

  /** A truth value, as a float so that it can be returned. */
  private static Case truth(String operator, int first) {
    return of(
        operator,
        first,
        3,
        (random, shape, opset) ->
            new TestGraph(shape)
                .constant("c", tensor(random, broadcastable(random, shape)))
                .node(operator, List.of("x", "c"), "b")
                .node("Cast", List.of("b"), "y", "to", 1L));
  }

  private static Case reduction(String operator, int input) {
    return of(
        operator,
        7,
        4,
        (random, shape, opset) -> {
          List<Long> axes = new ArrayList<>();
          for (long axis = 0; axis < 4; axis++) {
            if (random.nextBoolean()) {
              axes.add(random.nextBoolean() && opset >= 11 ? axis - 4 : axis);
            }
          }
          if (axes.isEmpty()) {
            axes.add(1L);
          }
          TestGraph graph = new TestGraph(shape);
          long keeps = random.nextInt(2);
          return opset < input
              ? graph.node(operator, List.of("x"), "y", "axes", axes, "keepdims", keeps)
              : graph
                  .integers("axes", array(axes))
                  .node(operator, List.of("x", "axes"), "y", "keepdims", keeps);
        });
  }

  private static Case pooling(String operator, int first, boolean ceil) {
    return of(
        operator + (ceil ? " with ceil_mode" : ""),
        first,
        4,
        (random, shape, opset) -> {
          List<Long> kernel = longs(2, random, 1, 4);
          List<Long> pads = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            pads.add((long) random.nextInt((int) (kernel.get(i % 2) + 1) / 2));
          }
          List<Object> attributes =
              new ArrayList<>(
                  List.of("kernel_shape", kernel, "pads", pads, "strides", longs(2, random, 1, 4)));
          if (ceil) {
            attributes.addAll(List.of("ceil_mode", 1L));
          }
          if (operator.equals("AveragePool")) {
            attributes.addAll(List.of("count_include_pad", (long) random.nextInt(2)));
          }
          return new TestGraph(shape).node(operator, List.of("x"), "y", attributes.toArray());
        });
  }

  private static TestGraph transposed(SplittableRandom random, List<Integer> shape, int opset) {
    int groups = shape.get(1) % 2 == 0 ? 1 + random.nextInt(2) : 1;
    List<Long> strides = longs(2, random, 1, 4);
    List<Long> kernel = longs(2, random, 2, 4);
    List<Integer> weight =
        List.of(
            shape.get(1),
            1 + random.nextInt(3),
            kernel.get(0).intValue(),
            kernel.get(1).intValue());
    List<Long> added = strides.stream().map(s -> (long) random.nextInt(s.intValue())).toList();
    List<Object> attributes = new ArrayList<>(List.of("strides", strides, "group", (long) groups));
    switch (random.nextInt(3)) {
      case 0 -> attributes.addAll(List.of("pads", longs(4, random, 0, 2), "output_padding", added));
      case 1 ->
          attributes.addAll(
              List.of("auto_pad", random.nextBoolean() ? "SAME_UPPER" : "SAME_LOWER"));
      default ->
          attributes.addAll(
              List.of(
                  "output_shape",
                  List.of(shape.get(2) * strides.get(0), shape.get(3) * strides.get(1))));
    }
    return new TestGraph(shape)
        .constant("w", tensor(random, weight))
        .constant("b", tensor(random, List.of(weight.get(1) * groups)))
        .node("ConvTranspose", List.of("x", "w", "b"), "y", attributes.toArray());
  }

  private static TestGraph slice(SplittableRandom random, List<Integer> shape, int opset) {
    long axis = random.nextInt(4);
    long start = random.nextInt(-9, 9);
    long end = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(-9, 9);
    long step = random.nextBoolean() ? 1 : random.nextInt(1, 4);
    if (random.nextBoolean()) {
      step = -step;
      end = random.nextBoolean() ? Long.MIN_VALUE + 1 : end;
    }
    // The last position keeps the output from being empty.
    TestGraph graph = new TestGraph(shape);
    return opset < 10
        ? graph.node(
            "Slice",
            List.of("x"),
            "y",
            "starts",
            List.of(start),
            "ends",
            List.of(end),
            "axes",
            List.of(axis))
        : graph
            .integers("starts", start)
            .integers("ends", end)
            .integers("axes", axis)
            .integers("steps", step)
            .node("Slice", List.of("x", "starts", "ends", "axes", "steps"), "y");
  }

  private static TestGraph pad(SplittableRandom random, List<Integer> shape, int opset) {
    List<String> modes = List.of("constant", "reflect", "edge");
    String mode = modes.get(random.nextInt(3));
    List<Long> pads = longs(8, random, 0, 3);
    if (mode.equals("constant")) {
      pads.set(random.nextInt(8), -1L);
    } else {
      // The runtime pads the last axes only.
      for (int i : new int[] {0, 1, 4, 5}) {
        pads.set(i, 0L);
      }
    }
    TestGraph graph = new TestGraph(shape);
    return opset < 11
        ? graph.node("Pad", List.of("x"), "y", "mode", mode, "pads", pads, "value", 0.7f)
        : graph
            .integers("pads", array(pads))
            .constant("value", FloatTensor.filled(List.of(), -0.7f))
            .node("Pad", List.of("x", "pads", "value"), "y", "mode", mode);
  }

  private static TestGraph split(SplittableRandom random, List<Integer> shape, int opset) {
    int extent = shape.get(2);
    long first = random.nextInt(1, extent);
    List<Long> sizes = List.of(first, extent - first);
    TestGraph graph = new TestGraph(shape);
    graph =
        opset < 13
            ? graph.outputs("Split", List.of("x"), List.of("a", "b"), "axis", 2L, "split", sizes)
            : graph
                .integers("sizes", array(sizes))
                .outputs("Split", List.of("x", "sizes"), List.of("a", "b"), "axis", -2L);
    return graph.node("Concat", List.of("b", "a"), "y", "axis", 2L);
  }

  private static TestGraph gather(SplittableRandom random, List<Integer> shape, int opset) {
    int axis = random.nextInt(4);
    long[] indices = new long[random.nextInt(1, 5)];
    Arrays.setAll(indices, i -> random.nextInt(opset < 11 ? 0 : -shape.get(axis), shape.get(axis)));
    return new TestGraph(shape)
        .integers("i", indices)
        .node("Gather", List.of("x", "i"), "y", "axis", (long) axis);
  }

  private static TestGraph resize(
      SplittableRandom random, List<Integer> shape, int opset, String mode, String coordinates) {
    TestGraph graph = new TestGraph(shape);
    List<Object> attributes = new ArrayList<>(List.of("mode", mode));
    float[] scales = {1, 1, (float) random.nextDouble(0.4, 3), (float) random.nextDouble(0.4, 3)};
    graph.constant("scales", FloatTensor.of(List.of(4), scales));
    attributes.addAll(List.of("coordinate_transformation_mode", coordinates));
    if (mode.equals("nearest")) {
      List<String> rounding = List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil");
      attributes.addAll(List.of("nearest_mode", rounding.get(random.nextInt(4))));
    }
    graph.constant("roi", FloatTensor.zeros(0));
    if (random.nextBoolean()) {
      return graph.node("Resize", List.of("x", "roi", "scales"), "y", attributes.toArray());
    }
    return graph
        .constant("none", FloatTensor.zeros(0))
        .integers("sizes", shape.get(0), shape.get(1), random.nextInt(2, 12), random.nextInt(2, 12))
        .node(
            "Resize",
            List.of("x", "roi", opset < 13 ? "none" : "", "sizes"),
            "y",
            attributes.toArray());
  }

  private static Stream<Case> resizes() {
    List<Case> cases = new ArrayList<>();
    for (String mode : List.of("nearest", "linear", "cubic")) {
      for (String coordinates :
          List.of("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners")) {
        cases.add(
            of(
                "Resize, " + mode + ", " + coordinates,
                11,
                4,
                (random, shape, opset) -> resize(random, shape, opset, mode, coordinates)));
      }
    }
    return cases.stream();
  }

  private static Case normalization(String operator, int first, boolean perChannel) {
    return of(
        operator,
        first,
        4,
        (random, shape, opset) -> {
          int count = perChannel ? shape.get(1) : shape.get(3);
          return new TestGraph(shape)
              .constant("s", tensor(random, List.of(count)))
              .constant("b", tensor(random, List.of(count)))
              .node(operator, List.of("x", "s", "b"), "y", "epsilon", 1e-3f);
        });
  }

  private static Case extreme(String operator) {
    return of(
        operator,
        7,
        4,
        (random, shape, opset) ->
            new TestGraph(shape)
                .node(
                    operator,
                    List.of("x"),
                    "i",
                    "axis",
                    (long) random.nextInt(4),
                    "keepdims",
                    (long) random.nextInt(2))
                .node("Cast", List.of("i"), "y", "to", 1L));
  }

  private static Case alongAxis(String operator, int first) {
    return of(
        operator,
        first,
        4,
        (random, shape, opset) ->
            new TestGraph(shape)
                .node(
                    operator,
                    List.of("x"),
                    "y",
                    "axis",
                    (long) (opset < 11 ? random.nextInt(4) : random.nextInt(-4, 4))));
  }

  private static Case axes(String operator) {
    return of(
        operator,
        7,
        2,
        (random, shape, opset) -> {
          List<Integer> full =
              operator.equals("Squeeze")
                  ? List.of(shape.get(0), 1, shape.get(1), 1)
                  : List.of(shape.get(0), shape.get(1));
          TestGraph graph = new TestGraph(full);
          return opset < 13
              ? graph.node(operator, List.of("x"), "y", "axes", List.of(1L, 3L))
              : graph.integers("axes", 1, -1).node(operator, List.of("x", "axes"), "y");
        });
  }

  private static Stream<Case> cases() {
    return Stream.of(
            Stream.of(
                    "Relu",
                    "Sigmoid",
                    "HardSigmoid",
                    "Tanh",
                    "Elu",
                    "Selu",
                    "LeakyRelu",
                    "Softplus",
                    "Softsign",
                    "Abs",
                    "Neg",
                    "Exp",
                    "Log",
                    "Sqrt",
                    "Reciprocal",
                    "Floor",
                    "Ceil",
                    "Sin",
                    "Cos",
                    "Tan",
                    "Atan",
                    "Asin",
                    "Acos",
                    "Identity",
                    "GlobalMaxPool",
                    "GlobalAveragePool",
                    "Flatten",
                    "Transpose",
                    "Dropout")
                .map(operator -> plain(operator, 7)),
            Stream.of("Acosh", "Erf", "Sinh", "Cosh", "Asinh", "Atanh", "Sign", "Shrink")
                .map(operator -> plain(operator, 9)),
            Stream.of(
                plain("ThresholdedRelu", 10, "alpha", 0.3f),
                plain("Round", 11),
                plain("Celu", 12),
                plain("HardSwish", 14),
                plain("Mish", 18),
                plain("Gelu", 20),
                plain("Gelu", 20, "approximate", "tanh"),
                withReal("Elu", 7, "alpha"),
                withReal("Selu", 7, "gamma"),
                withReal("HardSigmoid", 7, "alpha"),
                withReal("LeakyRelu", 7, "alpha"),
                withReal("Celu", 12, "alpha")),
            Stream.of("Add", "Sub", "Mul", "Div", "PRelu", "Pow").map(op -> operand(op)),
            Stream.of("Min", "Max", "Sum", "Mean").map(operator -> binary(operator, 8)),
            Stream.of("Add", "Sub", "Mul", "Div").map(operator -> ofData(operator, 7)),
            Stream.of("Min", "Max").map(operator -> ofData(operator, 8)),
            Stream.of("Less", "Greater").map(operator -> truth(operator, 9)),
            Stream.of("LessOrEqual", "GreaterOrEqual").map(operator -> truth(operator, 12)),
            Stream.of(
                    "ReduceMean",
                    "ReduceMax",
                    "ReduceMin",
                    "ReduceL1",
                    "ReduceL2",
                    "ReduceProd",
                    "ReduceSumSquare",
                    "ReduceLogSum",
                    "ReduceLogSumExp")
                .map(operator -> reduction(operator, 18)),
            Stream.of(reduction("ReduceSum", 13)),
            Stream.of(
                pooling("MaxPool", 7, false),
                pooling("AveragePool", 7, false),
                pooling("MaxPool", 10, true),
                pooling("AveragePool", 10, true)),
            Stream.of("Softmax", "LogSoftmax", "Hardmax").map(operator -> alongAxis(operator, 7)),
            Stream.of(
                normalization("InstanceNormalization", 7, true),
                normalization("LayerNormalization", 17, false),
                of(
                    "LpNormalization",
                    7,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .node(
                                "LpNormalization",
                                List.of("x"),
                                "y",
                                "axis",
                                1L,
                                "p",
                                (long) random.nextInt(1, 3))),
                of(
                    "LRN",
                    7,
                    4,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .node(
                                "LRN",
                                List.of("x"),
                                "y",
                                "size",
                                1L + 2L * random.nextInt(3),
                                "alpha",
                                0.3f,
                                "beta",
                                0.6f,
                                "bias",
                                1.5f)),
                of("ConvTranspose", 7, 4, EveryOperatorTest::transposed),
                of("Slice", 7, 4, EveryOperatorTest::slice),
                of("Pad", 7, 4, EveryOperatorTest::pad),
                of("Split", 7, 4, EveryOperatorTest::split),
                of("Gather", 7, 4, EveryOperatorTest::gather),
                axes("Squeeze"),
                axes("Unsqueeze"),
                of(
                    "Expand",
                    8,
                    1,
                    (random, shape, opset) ->
                        new TestGraph(List.of(shape.get(0), 1, 3))
                            .integers("s", 2, 1, 4, 1)
                            .node("Expand", List.of("x", "s"), "y")),
                of(
                    "Tile",
                    7,
                    2,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .integers("r", array(longs(2, random, 1, 4)))
                            .node("Tile", List.of("x", "r"), "y")),
                of(
                    "Clip",
                    11,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .constant("lo", FloatTensor.filled(List.of(), 0.1f))
                            .constant("hi", FloatTensor.filled(List.of(), 0.4f))
                            .node("Clip", List.of("x", "lo", "hi"), "y")),
                until(
                    "Clip of attributes",
                    10,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .node("Clip", List.of("x"), "y", "min", -0.3f, "max", -0.1f)),
                of(
                    "MatMul of stacks",
                    7,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .constant(
                                "w",
                                tensor(random, List.of(2, 1, shape.get(2), random.nextInt(1, 5))))
                            .node("MatMul", List.of("x", "w"), "y")),
                of(
                    "MatMul of data",
                    7,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .node("Transpose", List.of("x"), "t", "perm", List.of(0L, 2L, 1L))
                            .node("MatMul", List.of("x", "t"), "y")),
                of(
                    "MatMul with a vector",
                    7,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .constant("w", tensor(random, List.of(shape.get(2))))
                            .node("MatMul", List.of("x", "w"), "y")),
                of(
                    "Where",
                    9,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .constant("c", tensor(random, broadcastable(random, shape)))
                            .constant("z", FloatTensor.filled(List.of(), 0))
                            .node("Less", List.of("x", "z"), "b")
                            .node("Where", List.of("b", "x", "c"), "y")),
                of(
                    "DepthToSpace",
                    11,
                    4,
                    (random, shape, opset) ->
                        new TestGraph(List.of(2, 8, shape.get(2), shape.get(3)))
                            .node(
                                "DepthToSpace",
                                List.of("x"),
                                "y",
                                "blocksize",
                                2L,
                                "mode",
                                random.nextBoolean() ? "DCR" : "CRD")),
                of(
                    "SpaceToDepth",
                    7,
                    4,
                    (random, shape, opset) ->
                        new TestGraph(List.of(2, shape.get(1), 4, 6))
                            .node("SpaceToDepth", List.of("x"), "y", "blocksize", 2L)),
                of(
                    "IsNaN",
                    9,
                    3,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .node("Log", List.of("x"), "l")
                            .node("IsNaN", List.of("l"), "b")
                            .node("Cast", List.of("b"), "y", "to", 1L)),
                extreme("ArgMax"),
                extreme("ArgMin"),
                of(
                    "GroupNormalization",
                    21,
                    4,
                    (random, shape, opset) ->
                        new TestGraph(List.of(2, 6, shape.get(2), shape.get(3)))
                            .constant("s", tensor(random, List.of(6)))
                            .constant("b", tensor(random, List.of(6)))
                            .node(
                                "GroupNormalization",
                                List.of("x", "s", "b"),
                                "y",
                                "num_groups",
                                (long) random.nextInt(2, 4))),
                new Case(
                    "Upsample",
                    9,
                    9,
                    4,
                    (random, shape, opset) ->
                        new TestGraph(shape)
                            .constant(
                                "s",
                                FloatTensor.of(
                                    List.of(4), new float[] {1, 1, 2, random.nextInt(1, 4)}))
                            .node(
                                "Upsample",
                                List.of("x", "s"),
                                "y",
                                "mode",
                                random.nextBoolean() ? "nearest" : "linear"))),
            resizes())
        .flatMap(each -> each);
  }

  /** The second operand of PRelu broadcasts into the first; a power has a positive base. */
  private static Case operand(String operator) {
    return operator.equals("Pow")
        ? of(
            "Pow",
            7,
            3,
            (random, shape, opset) ->
                new TestGraph(shape)
                    .constant("c", tensor(random, broadcastable(random, shape)))
                    .node("Abs", List.of("x"), "a")
                    .node("Pow", List.of("a", "c"), "y"))
        : binary(operator, 7);
  }

  @TestFactory
  Stream<DynamicTest> everyOperatorAgreesWithTheRuntime() {
    return cases()
        .flatMap(
            each ->
                OPSETS.stream()
                    .filter(opset -> each.first() <= opset && opset <= each.last())
                    .map(
                        opset ->
                            DynamicTest.dynamicTest(
                                each.name() + " at opset " + opset, () -> agrees(each, opset))));
  }

  private static void agrees(Case each, int opset) {
    SplittableRandom random = new SplittableRandom(each.name().hashCode() + opset);
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Integer> shape = new ArrayList<>();
      for (int axis = 0; axis < each.axes(); axis++) {
        shape.add(random.nextInt(axis < 2 ? 1 : 3, axis < 2 ? 5 : 8));
      }
      TestGraph graph = each.draw().graph(random, shape, opset);
      List<Integer> input = graph.inputShape();
      FloatTensor x = TestGraph.random(random, input.toArray(Integer[]::new));
      for (int i = 0; i < x.size(); i++) {
        x.data()[i] *= 3;
      }
      OperatorsTest.assertAgrees(graph.build(opset), x);
    }
  }

  /** A new entry that can be evaluated needs a case here, or in one of the tests named. */
  @Test
  void everyEvaluatedOperatorIsTested() {
    Set<String> elsewhere =
        Set.of(
            // OperatorsTest, ConvolutionTest
            "Conv",
            "Gemm",
            "BatchNormalization",
            "Concat",
            "Reshape",
            "Constant",
            // QuantizationTest
            "QuantizeLinear",
            "DequantizeLinear",
            // FoldedShapesTest
            "Shape",
            "Size",
            "ConstantOfShape",
            "Range",
            "Equal",
            "And",
            "Or",
            "Xor",
            "Not",
            "Mod",
            "CastLike");
    Set<String> tested = new TreeSet<>(elsewhere);
    cases()
        .forEach(
            each ->
                IntStream.rangeClosed(each.first(), each.first())
                    .mapToObj(
                        opset ->
                            each.draw()
                                .graph(new SplittableRandom(1), shape(each.axes()), opset)
                                .build(opset))
                    .flatMap(model -> model.getGraph().getNodeList().stream())
                    .map(NodeProto::getOpType)
                    .forEach(tested::add));
    Set<String> untested = new TreeSet<>(Comparator.naturalOrder());
    Operators.evaluated().stream().filter(name -> !tested.contains(name)).forEach(untested::add);
    assertThat(untested).isEmpty();
  }

  private static List<Integer> shape(int axes) {
    return List.of(2, 4, 5, 6).subList(0, axes);
  }
}
