package org.rank1.onnx.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.operator.DoubleTensor;

class ConvolutionTest {

  /** Against ONNX Runtime, within the rounding bound, over the whole geometry. */
  @Test
  void agreesWithOnnxRuntimeOverKernelStridePaddingDilationAndGroups() {
    SplittableRandom random = new SplittableRandom(17);
    for (int trial = 0; trial < 150; trial++) {
      int axes = 1 + trial % 3;
      int groups = random.nextInt(1, 4);
      List<Integer> input = new ArrayList<>(List.of(random.nextInt(1, 3)));
      int perGroup = random.nextInt(1, 4);
      input.add(groups * perGroup);
      List<Integer> weight = new ArrayList<>(List.of(groups * random.nextInt(1, 4), perGroup));
      Long[] strides = new Long[axes];
      Long[] dilations = new Long[axes];
      Long[] pads = new Long[2 * axes];
      for (int axis = 0; axis < axes; axis++) {
        int kernel = random.nextInt(1, 5);
        strides[axis] = (long) random.nextInt(1, 4);
        dilations[axis] = (long) random.nextInt(1, 4);
        pads[axis] = (long) random.nextInt(0, 5);
        pads[axis + axes] = (long) random.nextInt(0, 5);
        weight.add(kernel);
        // Also inputs that fit into the padding only.
        int span = (int) (dilations[axis] * (kernel - 1) + 1);
        input.add((int) Math.max(1, span - pads[axis] - pads[axis + axes] + random.nextInt(0, 6)));
      }
      ModelProto model =
          new TestGraph(input)
              .constant("w", TestGraph.random(random, weight.toArray(Integer[]::new)))
              .constant("b", TestGraph.random(random, weight.get(0)))
              .node(
                  "Conv",
                  trial % 2 == 0 ? List.of("x", "w", "b") : List.of("x", "w"),
                  "y",
                  "strides",
                  List.of(strides),
                  "dilations",
                  List.of(dilations),
                  "pads",
                  List.of(pads),
                  "group",
                  (long) groups)
              .build();
      OperatorsTest.assertAgrees(model, TestGraph.random(random, input.toArray(Integer[]::new)));
    }
  }

  @Test
  void isExactToTheRoundingOfDoubles() {
    // 1 + 2^-40 is no float: a 32-bit accumulation would lose the small term.
    ModelProto model =
        new TestGraph(List.of(1, 2, 1))
            .constant("w", FloatTensor.of(List.of(1, 2, 1), new float[] {1, 0x1p-20f}))
            .node("Conv", List.of("x", "w"), "y")
            .build();
    DoubleTensor x = new DoubleTensor(List.of(1, 2, 1), new double[] {1, 0x1p-20});
    assertThat(
            new ReferenceInterpreter(model)
                .evaluate(Map.of("x", x), List.of("y"))
                .value("y")
                .data())
        .containsExactly(1 + 0x1p-40);
  }

  /** METHOD: n = C+kH+kW+3 for the chain, C·kH·kW+1 for the dense kernel. */
  @Test
  void countsRoundingsAlongTheDeepestPath() {
    SplittableRandom random = new SplittableRandom(1);
    ModelProto model =
        new TestGraph(List.of(1, 5, 6, 6))
            .constant("t", TestGraph.random(random, 4, 5, 1, 1))
            .constant("p", TestGraph.random(random, 4, 1, 3, 1))
            .constant("q", TestGraph.random(random, 4, 1, 1, 2))
            .constant("w", TestGraph.random(random, 4, 5, 3, 2))
            .node("Conv", List.of("x", "t"), "pointwise")
            .node("Conv", List.of("pointwise", "p"), "vertical", "group", 4L)
            .node("Conv", List.of("vertical", "q"), "chain", "group", 4L)
            .node("Conv", List.of("x", "w"), "dense")
            .node("Add", List.of("chain", "dense"), "y")
            .build();
    ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
    DoubleTensor x = DoubleTensor.of(TestGraph.random(random, 1, 5, 6, 6));
    Map<String, Integer> roundings = interpreter.evaluate(Map.of("x", x), List.of("y")).roundings();
    assertThat(interpreter.depth(List.of("x"), "chain", roundings)).isEqualTo(5 + 3 + 2 + 3);
    assertThat(interpreter.depth(List.of("x"), "dense", roundings)).isEqualTo(5 * 3 * 2 + 1);
    assertThat(interpreter.depth(List.of("x"), "y", roundings)).isEqualTo(5 * 3 * 2 + 1 + 1);
    assertThat(interpreter.depth(List.of("vertical"), "chain", roundings)).isEqualTo(3);
  }

  @Test
  void theAbsoluteEvaluationCoversTermsThatCancelAndProductsThatUnderflow() {
    ModelProto model =
        new TestGraph(List.of(1, 2, 1))
            .constant("w", FloatTensor.of(List.of(1, 2, 1), new float[] {3, -3}))
            .node("Conv", List.of("x", "w"), "y")
            .build();
    ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
    DoubleTensor ones = new DoubleTensor(List.of(1, 2, 1), new double[] {1, 1});
    assertThat(interpreter.evaluate(Map.of("x", ones), List.of("y")).value("y").data()[0]).isZero();
    assertThat(interpreter.absolute(Map.of("x", ones), List.of("y")).value("y").data()[0])
        .isEqualTo(6);
    DoubleTensor tiny = new DoubleTensor(List.of(1, 2, 1), new double[] {0x1p-149, 0});
    assertThat(interpreter.absolute(Map.of("x", tiny), List.of("y")).value("y").data()[0])
        .isGreaterThanOrEqualTo(Float.MIN_NORMAL);
  }
}
