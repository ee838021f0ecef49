package org.rank1.onnx.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.OnnxCheck;

/** Arithmetic on shapes is known once the input is. */
class FoldedShapesTest {
  private static final List<Integer> SHAPE = List.of(2, 6, 4, 4);

  /** The rule's shape, the evaluation and the runtime agree. */
  private static void agrees(TestGraph graph, int opset) {
    SplittableRandom random = new SplittableRandom(opset);
    OperatorsTest.assertAgrees(
        graph.build(opset), TestGraph.random(random, SHAPE.toArray(Integer[]::new)));
  }

  private static TestGraph graph() {
    return new TestGraph(SHAPE);
  }

  /** As PyTorch writes {@code x.view(x.size(0), -1)}. */
  private static TestGraph view() {
    return graph()
        .integers("zero", 0)
        .integers("rest", -1)
        .node("Shape", List.of("x"), "extents")
        .node("Gather", List.of("extents", "zero"), "n", "axis", 0L)
        .node("Squeeze", List.of("n"), "scalar")
        .integers("axes", 0)
        .node("Unsqueeze", List.of("scalar", "axes"), "batch")
        .node("Concat", List.of("batch", "rest"), "flat", "axis", 0L)
        .node("Reshape", List.of("x", "flat"), "y");
  }

  @Test
  void aViewOfTheBatchAndTheRestIsAnOrdinaryReshape() {
    agrees(view(), 13);
    agrees(view(), 18);
  }

  @Test
  void whereTheBatchIsOpenTheRestIsStillKnown() {
    ModelProto.Builder model = view().build(13).toBuilder();
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimParam("N");
    assertThat(OnnxCheck.check(model.build()).shapes().get("flat")).hasToString("[2]");
    assertThat(OnnxCheck.check(model.build()).problems()).isEmpty();
    assertThat(OnnxCheck.check(model.build()).shapes().get("y")).hasToString("[?, ?]");
  }

  @Test
  void channelsAreShuffledByComputedShapes() {
    agrees(
        graph()
            .integers("two", 2)
            .integers("groups", 3)
            .integers("zero", 0)
            .integers("one", 1)
            .integers("four", 4)
            .node("Shape", List.of("x"), "s")
            .node("Slice", List.of("s", "zero", "one"), "n")
            .node("Slice", List.of("s", "one", "two"), "c")
            .node("Slice", List.of("s", "two", "four"), "hw")
            .node("Div", List.of("c", "groups"), "per")
            .node("Cast", List.of("per"), "f", "to", 1L)
            .node("Floor", List.of("f"), "floored")
            .node("Cast", List.of("floored"), "each", "to", 7L)
            .node("Concat", List.of("n", "groups", "each", "hw"), "split", "axis", 0L)
            .node("Reshape", List.of("x", "split"), "r")
            .node("Transpose", List.of("r"), "t", "perm", List.of(0L, 2L, 1L, 3L, 4L))
            .node("Reshape", List.of("t", "s"), "y"),
        17);
  }

  @Test
  void sizesToResizeToAreComputed() {
    agrees(
        graph()
            .constant("factor", FloatTensor.filled(List.of(1), 1.7f))
            .integers("zero", 0)
            .integers("two", 2)
            .integers("four", 4)
            .node("Shape", List.of("x"), "s")
            .node("Slice", List.of("s", "zero", "two"), "nc")
            .node("Slice", List.of("s", "two", "four"), "hw")
            .node("Cast", List.of("hw"), "f", "to", 1L)
            .node("Mul", List.of("f", "factor"), "scaled")
            .node("Cast", List.of("scaled"), "size", "to", 7L)
            .node("Concat", List.of("nc", "size"), "sizes", "axis", 0L)
            .node("Resize", List.of("x", "", "", "sizes"), "y", "mode", "nearest"),
        13);
  }

  @Test
  void whatIsExpandedToMayBeChosenByComparisons() {
    agrees(
        graph()
            .integers("wanted", -1, 6, -1, 4)
            .integers("minus", -1)
            .node("Shape", List.of("x"), "s")
            .node("Shape", List.of("s"), "rank")
            .node("ConstantOfShape", List.of("rank"), "zeros")
            .node("Cast", List.of("zeros"), "zero", "to", 7L)
            .node("Add", List.of("zero", "minus"), "opens")
            .node("Equal", List.of("wanted", "opens"), "open")
            .node("Not", List.of("open"), "given")
            .node("And", List.of("given", "open"), "never")
            .node("Or", List.of("open", "never"), "o")
            .node("Xor", List.of("o", "never"), "chosen")
            .node("Where", List.of("chosen", "s", "wanted"), "target")
            .node("Expand", List.of("x", "target"), "y"),
        13);
  }

  @Test
  void rangesAndSizesAreCounted() {
    agrees(
        graph()
            .integers("seven", 7)
            .node("Constant", List.of(), "from", "value_int", 0L)
            .node("Constant", List.of(), "step", "value_int", 1L)
            .node("Size", List.of("x"), "count")
            .node("CastLike", List.of("count", "from"), "c")
            .node("Mod", List.of("c", "seven"), "rest")
            .node("Squeeze", List.of("rest"), "limit")
            .node("Range", List.of("from", "limit", "step"), "indices")
            .node("Gather", List.of("x", "indices"), "y", "axis", 1L),
        15);
  }
}
