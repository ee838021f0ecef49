package org.rank1.onnx.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.OnnxCheck;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceSession;

/** Every operator against ONNX Runtime, which is independent of us. */
class OperatorsTest {
  private static final List<Integer> IMAGES = List.of(2, 4, 7, 5);
  private static final OnnxRuntimeCpu RUNTIME =
      new OnnxRuntimeCpu(
          new OnnxRuntimeOptions(1, OnnxRuntimeOptions.OptimizationLevel.NONE, false));

  private final SplittableRandom random = new SplittableRandom(3);

  private DynamicTest agrees(String name, List<Integer> shape, Consumer<TestGraph> nodes) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          TestGraph graph = new TestGraph(shape);
          nodes.accept(graph);
          FloatTensor x = TestGraph.random(random, shape.toArray(Integer[]::new));
          assertAgrees(graph.build(), x);
        });
  }

  static void assertAgrees(ModelProto model, FloatTensor x) {
    FloatTensor expected;
    try (InferenceSession session = RUNTIME.open(model::toByteArray)) {
      expected = session.run(Map.of("x", x)).get("y");
    }
    ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
    Map<String, DoubleTensor> given = Map.of("x", DoubleTensor.of(x));
    Evaluation evaluation = interpreter.evaluate(given, List.of("y"));
    DoubleTensor actual = evaluation.value("y");
    String nodes = model.getGraph().getNodeList().toString();
    assertThat(actual.shape()).as(nodes).isEqualTo(expected.shape());
    // The rounding bound that the verdict relies on holds for each operator by itself.
    DoubleTensor magnitudes = interpreter.absolute(given, List.of("y")).value("y");
    int n = interpreter.depth(List.of("x"), "y", evaluation.roundings());
    double gamma = n * 0x1p-24 / (1 - n * 0x1p-24);
    TensorShape inferred = OnnxCheck.check(model).shapes().get("y");
    assertThat(inferred)
        .isEqualTo(
            TensorShape.of(expected.shape().stream().mapToLong(Integer::longValue).toArray()));
    for (int i = 0; i < actual.size(); i++) {
      double exact = actual.data()[i];
      if (Double.isInfinite(magnitudes.data()[i])) {
        assertMeasured(nodes, expected.data()[i], exact);
        continue;
      }
      assertThat(magnitudes.data()[i]).isGreaterThanOrEqualTo(Math.abs(actual.data()[i]));
      assertThat(Math.abs(actual.data()[i] - expected.data()[i]))
          .as("element %d, n = %d of %s", i, n, nodes)
          .isLessThanOrEqualTo((gamma + 1e-15) * magnitudes.data()[i]);
    }
  }

  /** What no bound holds for still is the same function. */
  private static void assertMeasured(String nodes, float computed, double exact) {
    if (!(Double.isNaN(exact) && Float.isNaN(computed)) && computed != exact) {
      assertThat((double) computed)
          .as(nodes)
          .isCloseTo(exact, within(2e-5 * (1 + Math.abs(exact))));
    }
  }

  @TestFactory
  Stream<DynamicTest> agreesWithOnnxRuntime() {
    return Stream.of(
        agrees("Relu", IMAGES, g -> g.node("Relu", List.of("x"), "y")),
        agrees("LeakyRelu", IMAGES, g -> g.node("LeakyRelu", List.of("x"), "y", "alpha", 0.3f)),
        agrees(
            "LeakyRelu, steep", IMAGES, g -> g.node("LeakyRelu", List.of("x"), "y", "alpha", -3f)),
        agrees(
            "Clip",
            IMAGES,
            g ->
                scalar(scalar(g, "lo", -0.2f), "hi", 0.5f)
                    .node("Clip", List.of("x", "lo", "hi"), "y")),
        agrees(
            "Clip above",
            IMAGES,
            g -> scalar(g, "hi", 0.5f).node("Clip", List.of("x", "", "hi"), "y")),
        agrees("Add to itself", IMAGES, g -> g.node("Add", List.of("x", "x"), "y")),
        agrees("Sum of three", IMAGES, g -> g.node("Sum", List.of("x", "x", "x"), "y")),
        agrees("Mul by itself", IMAGES, g -> g.node("Mul", List.of("x", "x"), "y")),
        agrees("Sub a channel vector", IMAGES, g -> channel(g, "Sub")),
        agrees("Mul by a channel vector", IMAGES, g -> channel(g, "Mul")),
        agrees("Div by a channel vector", IMAGES, g -> channel(g, "Div")),
        agrees(
            "Add broadcasting both",
            List.of(3, 1, 4),
            g -> floats(g, "c", 2, 1).node("Add", List.of("x", "c"), "y")),
        agrees("Identity", IMAGES, g -> g.node("Identity", List.of("x"), "y")),
        agrees("Flatten", IMAGES, g -> g.node("Flatten", List.of("x"), "y")),
        agrees("Flatten all", IMAGES, g -> g.node("Flatten", List.of("x"), "y", "axis", 0L)),
        agrees(
            "Flatten from the end", IMAGES, g -> g.node("Flatten", List.of("x"), "y", "axis", -1L)),
        agrees(
            "Reshape",
            IMAGES,
            g -> g.integers("s", 0, -1, 14).node("Reshape", List.of("x", "s"), "y")),
        agrees(
            "Squeeze",
            List.of(2, 1, 3, 1),
            g -> g.integers("a", -1).node("Squeeze", List.of("x", "a"), "y")),
        agrees("Squeeze all", List.of(2, 1, 3, 1), g -> g.node("Squeeze", List.of("x"), "y")),
        agrees(
            "Unsqueeze",
            List.of(2, 3),
            g -> g.integers("a", 3, 1).node("Unsqueeze", List.of("x", "a"), "y")),
        agrees(
            "Transpose",
            IMAGES,
            g -> g.node("Transpose", List.of("x"), "y", "perm", List.of(2L, 0L, 3L, 1L))),
        agrees("Transpose reversed", IMAGES, g -> g.node("Transpose", List.of("x"), "y")),
        agrees(
            "Concat",
            IMAGES,
            g ->
                floats(g, "c", 2, 3, 7, 5).node("Concat", List.of("x", "c", "x"), "y", "axis", 1L)),
        agrees(
            "Concat of the last axis",
            IMAGES,
            g -> g.node("Concat", List.of("x", "x"), "y", "axis", -1L)),
        agrees(
            "Gemm",
            List.of(3, 6),
            g -> floats(floats(g, "w", 6, 5), "b", 5).node("Gemm", List.of("x", "w", "b"), "y")),
        agrees(
            "Gemm transposed and scaled",
            List.of(6, 3),
            g ->
                floats(floats(g, "w", 5, 6), "b", 3, 1)
                    .node(
                        "Gemm",
                        List.of("x", "w", "b"),
                        "y",
                        "transA",
                        1L,
                        "transB",
                        1L,
                        "alpha",
                        -0.7f,
                        "beta",
                        1.3f)),
        agrees(
            "Gemm without bias",
            List.of(3, 6),
            g -> floats(g, "w", 6, 5).node("Gemm", List.of("x", "w"), "y")),
        agrees(
            "MatMul of a stack",
            List.of(2, 3, 6),
            g -> floats(g, "w", 6, 5).node("MatMul", List.of("x", "w"), "y")),
        agrees("GlobalAveragePool", IMAGES, g -> g.node("GlobalAveragePool", List.of("x"), "y")),
        agrees(
            "MaxPool",
            IMAGES,
            g ->
                g.node(
                    "MaxPool",
                    List.of("x"),
                    "y",
                    "kernel_shape",
                    List.of(3L, 2L),
                    "strides",
                    List.of(2L, 1L),
                    "pads",
                    List.of(1L, 0L, 2L, 1L),
                    "dilations",
                    List.of(2L, 1L))),
        agrees("AveragePool", IMAGES, g -> average(g, 0L)),
        agrees("AveragePool counting padding", IMAGES, g -> average(g, 1L)),
        agrees(
            "MaxPool of signals",
            List.of(2, 3, 9),
            g -> g.node("MaxPool", List.of("x"), "y", "kernel_shape", List.of(3L))),
        agrees(
            "BatchNormalization",
            IMAGES,
            g ->
                floats(floats(floats(g, "s", 4), "b", 4), "m", 4)
                    .constant("v", FloatTensor.of(List.of(4), new float[] {0.1f, 2, 0, 1e-3f}))
                    .node("BatchNormalization", List.of("x", "s", "b", "m", "v"), "y")),
        agrees("Conv, SAME_UPPER", IMAGES, g -> same(g, "SAME_UPPER")),
        agrees("Conv, SAME_LOWER", IMAGES, g -> same(g, "SAME_LOWER")),
        agrees("Conv, VALID", IMAGES, g -> same(g, "VALID")),
        agrees(
            "Constant",
            IMAGES,
            g ->
                g.node("Constant", List.of(), "c", "value_float", 2.5f)
                    .node("Mul", List.of("x", "c"), "y")));
  }

  private TestGraph floats(TestGraph graph, String name, Integer... shape) {
    return graph.constant(name, TestGraph.random(random, shape));
  }

  private static TestGraph scalar(TestGraph graph, String name, float value) {
    return graph.constant(name, FloatTensor.filled(List.of(), value));
  }

  private TestGraph channel(TestGraph graph, String operator) {
    return floats(graph, "c", 4, 1, 1).node(operator, List.of("x", "c"), "y");
  }

  private static TestGraph average(TestGraph graph, long countPadding) {
    return graph.node(
        "AveragePool",
        List.of("x"),
        "y",
        "kernel_shape",
        List.of(3L, 2L),
        "strides",
        List.of(2L, 1L),
        "pads",
        List.of(1L, 0L, 2L, 1L),
        "count_include_pad",
        countPadding);
  }

  private TestGraph same(TestGraph graph, String autoPad) {
    return floats(graph, "w", 3, 4, 3, 2)
        .node("Conv", List.of("x", "w"), "y", "auto_pad", autoPad, "strides", List.of(2L, 1L));
  }

  @Test
  void anUnknownOperatorIsRefusedNamingNodeAndKnownOnes() {
    ModelProto model = new TestGraph(IMAGES).node("Conf", List.of("x"), "y").build();
    assertThatThrownBy(() -> evaluate(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"Conf\"")
        .hasMessageContaining("node \"y\"")
        .hasMessageContaining("MaxPool")
        .hasMessageContaining("Did you mean \"Conv\"");
  }

  @Test
  void whatAnOperatorCannotDoIsRefusedWithTheReason() {
    assertRefused(
        floats(new TestGraph(IMAGES), "w", 3, 3, 1, 1).node("Conv", List.of("x", "w"), "y"),
        "[2, 4, 7, 5]");
    assertRefused(
        floats(new TestGraph(IMAGES), "w", 3, 4, 9, 1).node("Conv", List.of("x", "w"), "y"),
        "does not fit");
    assertRefused(
        floats(new TestGraph(IMAGES), "w", 3, 4, 1, 1)
            .node(
                "Conv",
                List.of("x", "w"),
                "y",
                "pads",
                List.of(1048576L, 1048576L, 1048576L, 1048576L)),
        "2^28");
    assertRefused(
        new TestGraph(IMAGES).integers("s", 3, 5).node("Reshape", List.of("x", "s"), "y"),
        "does not reshape");
    assertRefused(new TestGraph(IMAGES).node("Clip", List.of("x", "x"), "y"), "must be a constant");
    assertRefused(
        new TestGraph(IMAGES)
            .node("Relu", List.of("later"), "y")
            .node("Relu", List.of("x"), "later"),
        "before anything produces it");
  }

  private static void assertRefused(TestGraph graph, String reason) {
    assertThatThrownBy(() -> evaluate(graph.build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  private static DoubleTensor evaluate(ModelProto model) {
    return new ReferenceInterpreter(model)
        .evaluate(Map.of("x", DoubleTensor.of(FloatTensor.zeros(IMAGES))), List.of("y"))
        .value("y");
  }

  @Test
  void anyValueCanBeGivenAndOnlyWhatLiesBetweenIsComputed() {
    ModelProto model =
        new TestGraph(IMAGES)
            .node("Unheard", List.of("x"), "inner")
            .node("Add", List.of("inner", "inner"), "y")
            .build();
    DoubleTensor inner = new DoubleTensor(List.of(2), new double[] {1, -3});
    assertThat(
            new ReferenceInterpreter(model)
                .evaluate(Map.of("inner", inner), List.of("y", "inner"))
                .values())
        .hasEntrySatisfying("y", y -> assertThat(y.data()).containsExactly(2, -6))
        .containsEntry("inner", inner);
  }
}
