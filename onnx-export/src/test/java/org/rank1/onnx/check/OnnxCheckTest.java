package org.rank1.onnx.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;
import org.rank1.onnx.reference.TestGraph;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceSession;

class OnnxCheckTest {
  private static final int CONV = 0;
  private static final int RELU = 1;
  private static final int POOL = 2;

  /** conv, relu, pool, norm, add, concat, flatten, gemm. */
  private static ModelProto sound() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("sound");
    OnnxValue x = graph.input("x", TensorShape.of(2, 3, 8, 8));
    OnnxValue conv =
        graph.conv(
            "conv", x, FloatTensor.zeros(4, 3, 3, 3), FloatTensor.zeros(4), ConvGeometry.same2d(3));
    OnnxValue relu = graph.relu("relu", conv);
    List<ConvAxis> window = List.of(new ConvAxis(2, 2, 0, 1, 1), new ConvAxis(3, 2, 1, 0, 1));
    OnnxValue pool = graph.maxPool("pool", relu, window);
    OnnxValue mean = graph.averagePool("mean", relu, window, true);
    FloatTensor four = FloatTensor.filled(List.of(4), 1);
    OnnxValue norm = graph.batchNormalization("norm", pool, four, four, four, four, 1e-5);
    OnnxValue both = graph.concat("both", List.of(graph.add("sum", norm, mean), pool), 1);
    OnnxValue flat = graph.flatten("flat", graph.globalAveragePool("global", both));
    OnnxValue out = graph.gemm("out", flat, FloatTensor.zeros(5, 8), FloatTensor.zeros(5));
    return graph.output(out).build(Map.of("key", "value"));
  }

  private static List<Problem> problems(Consumer<ModelProto.Builder> change) {
    ModelProto.Builder model = sound().toBuilder();
    change.accept(model);
    return OnnxCheck.check(model.build()).problems();
  }

  private static void reports(Consumer<GraphProto.Builder> change, String sentence) {
    assertThat(problems(model -> change.accept(model.getGraphBuilder())))
        .extracting(Problem::toString)
        .anySatisfy(problem -> assertThat(problem).contains(sentence));
  }

  private static void reportsNode(int node, Consumer<NodeProto.Builder> change, String sentence) {
    reports(graph -> change.accept(graph.getNodeBuilder(node)), sentence);
  }

  private static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static void set(NodeProto.Builder node, AttributeProto attribute) {
    for (int i = 0; i < node.getAttributeCount(); i++) {
      if (node.getAttribute(i).getName().equals(attribute.getName())) {
        node.setAttribute(i, attribute);
        return;
      }
    }
    node.addAttribute(attribute);
  }

  @Test
  void aSoundModelHasNoProblemsAndAllShapes() {
    CheckResult result = OnnxCheck.require(sound(), "m");
    assertThat(result.shapes()).containsEntry("conv/weight", TensorShape.of(4, 3, 3, 3));
    assertThat(result.shapes()).containsEntry("both", TensorShape.of(2, 8, 4, 4));
    assertThat(result.shapes().get("out")).hasToString("[2, 5]");
  }

  @Test
  void namesUsedTwiceAreReported() {
    reportsNode(RELU, n -> n.setOutput(0, "conv"), "\"conv\" is already defined");
    reportsNode(RELU, n -> n.setName("conv"), "the name is used by two nodes");
    reports(g -> g.addInitializer(g.getInitializer(0)), "used by two initializers");
    reports(g -> g.addInput(g.getInput(0)), "\"x\" is already defined");
    reports(g -> g.addOutput(g.getOutput(0)), "used by two outputs");
  }

  @Test
  void whatIsReadBeforeItIsDefinedIsReported() {
    reportsNode(RELU, n -> n.setInput(0, "ghost"), "reads \"ghost\", which nothing produces");
    reportsNode(RELU, n -> n.setInput(0, "relu"), "a cycle");
    reports(
        g -> {
          NodeProto conv = g.getNode(CONV);
          g.removeNode(CONV).addNode(conv);
        },
        "out of order");
    reports(g -> g.getOutputBuilder(0).setName("ghost"), "output \"ghost\": nothing produces it");
    reports(GraphProto.Builder::clearOutput, "it has no output");
  }

  @Test
  void operatorSetsMustBeImportedOnceAndLegally() {
    assertThat(problems(m -> m.clearOpsetImport())).isNotEmpty();
    assertThat(problems(m -> m.addOpsetImport(m.getOpsetImport(0))))
        .extracting(Problem::sentence)
        .contains("operator set \"\" is imported more than once");
    assertThat(problems(m -> m.getOpsetImportBuilder(0).setVersion(-3)))
        .extracting(Problem::sentence)
        .anyMatch(s -> s.contains("illegal version -3"));
    assertThat(problems(m -> m.setIrVersion(2))).isNotEmpty();
    reportsNode(RELU, n -> n.setDomain("com.example"), "domain \"com.example\" is not imported");
    reportsNode(RELU, n -> n.clearOpType(), "it has no operator type");
  }

  @Test
  void bothSpellingsOfTheDefaultDomainAreOne() {
    assertThat(problems(m -> m.getGraphBuilder().getNodeBuilder(RELU).setDomain("ai.onnx")))
        .isEmpty();
  }

  @Test
  void unknownOperatorsAreNotJudged() {
    assertThat(
            problems(
                m -> {
                  m.addOpsetImport(
                      OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(1));
                  NodeProto.Builder relu = m.getGraphBuilder().getNodeBuilder(RELU);
                  relu.setDomain("com.example").setOpType("Mystery");
                  relu.addAttribute(ints("anything", 1));
                }))
        .isEmpty();
  }

  @Test
  void arityIsChecked() {
    reportsNode(RELU, n -> n.addInput("x"), "it has 2 inputs, legal are 1");
    reportsNode(CONV, n -> n.clearInput().addInput("x"), "it has 1 inputs, legal are 2 to 3");
    reportsNode(CONV, n -> n.setInput(1, ""), "input 1 is left out");
    reportsNode(RELU, n -> n.addOutput("second"), "it has 2 outputs, legal are 1");
    reportsNode(RELU, NodeProto.Builder::clearOutput, "it has 0 outputs");
  }

  @Test
  void attributesAreChecked() {
    reportsNode(RELU, n -> set(n, ints("alpha", 1)), "unknown attribute \"alpha\"");
    reportsNode(CONV, n -> n.addAttribute(n.getAttribute(0)), "is given twice");
    reportsNode(POOL, NodeProto.Builder::clearAttribute, "\"kernel_shape\" is missing");
    reportsNode(CONV, n -> set(n, ints("group", 1)), "has type INTS, expected INT");
    reportsNode(CONV, n -> set(n, ints("strides", 0, 1)), "illegal strides [0, 1]");
    reportsNode(CONV, n -> set(n, ints("strides", 1)), "illegal strides [1]");
    reportsNode(CONV, n -> set(n, ints("pads", 1, 1, -1, 1)), "illegal pads");
    reportsNode(CONV, n -> set(n, ints("dilations", Long.MAX_VALUE, 1)), "illegal dilations");
    reportsNode(CONV, n -> set(n, ints("dilations", 1 << 30, 1)), "does not fit into");
    reportsNode(CONV, n -> set(n, ints("kernel_shape", 5, 3)), "differs from its weight");
    reportsNode(POOL, n -> set(n, ints("pads", 2, 0, 0, 0)), "must be less than the window");
    reportsNode(
        CONV,
        n ->
            set(
                n,
                AttributeProto.newBuilder()
                    .setName("group")
                    .setType(AttributeType.INT)
                    .setI(0)
                    .build()),
        "illegal group 0");
  }

  @Test
  void attributesFollowTheOpset() {
    assertThat(
            problems(
                m -> {
                  m.getOpsetImportBuilder(0).setVersion(9);
                }))
        .extracting(Problem::sentence)
        .anyMatch(s -> s.contains("unknown attribute \"dilations\""));
    assertThat(problems(m -> m.getOpsetImportBuilder(0).setVersion(22))).isEmpty();
  }

  @Test
  void declaredShapesAreComparedWithThoseThatFollow() {
    reports(
        g -> dim(g.getValueInfoBuilder(0), 1).setDimValue(5), "is declared [2, 5, 8, 8] and is");
    reports(g -> dim(g.getOutputBuilder(0), 1).setDimValue(4), "is declared [2, 4] and is [2, 5]");
    reports(g -> dim(g.getInputBuilder(0), 1).setDimValue(7), "its input has 7 channels");
    reports(g -> dim(g.getInputBuilder(0), 0).setDimValue(-2), "illegal extent -2");
    reports(g -> dim(g.getInputBuilder(0), 0).setDimValue(1L << 50), "illegal extent");
    reports(
        g -> dim(g.getInputBuilder(0), 0).setDimValue(Integer.MAX_VALUE),
        "more than 2147483647 elements");
  }

  private static TensorShapeProto.Dimension.Builder dim(ValueInfoProto.Builder value, int axis) {
    return value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(axis);
  }

  @Test
  void inputsAndOutputsMustHaveATypeOfElements() {
    reports(g -> g.getInputBuilder(0).clearType(), "input \"x\": it declares no type");
    reports(
        g -> g.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(77),
        "output \"out\": it declares no legal element type");
  }

  @Test
  void anUnknownBatchDoesNotContradict() {
    assertThat(
            problems(
                m -> {
                  GraphProto.Builder graph = m.getGraphBuilder();
                  dim(graph.getInputBuilder(0), 0).setDimParam("batch");
                }))
        .isEmpty();
  }

  @Test
  void weightsThatDoNotFitTheirDimensionsAreReported() {
    reports(g -> g.getInitializerBuilder(0).setDims(0, 5), "need 540 bytes, it has 432");
    reports(g -> g.getInitializerBuilder(0).setDims(0, 1L << 60), "illegal dimensions");
    reports(g -> g.getInitializerBuilder(0).setDataType(0), "no legal element type");
    reports(
        g -> g.setInitializer(1, OnnxTensors.of("conv/bias", FloatTensor.zeros(3))),
        "its bias [3] does not fit 4 channels");
    reports(
        g ->
            g.getInitializerBuilder(0)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .clearRawData(),
        "lie elsewhere");
  }

  /** The sound model with bytes between conv and relu. */
  private static ModelProto.Builder quantized(float[] scales, long axis) {
    ModelProto.Builder model = sound().toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInitializer(OnnxTensors.of("scale", scales));
    graph.addInitializer(OnnxTensors.of("zero", List.of(scales.length), new byte[scales.length]));
    graph.getNodeBuilder(RELU).setInput(0, "back");
    for (String type : List.of("DequantizeLinear", "QuantizeLinear")) {
      boolean to = type.equals("QuantizeLinear");
      graph.addNode(
          RELU,
          NodeProto.newBuilder()
              .setName(type)
              .setOpType(type)
              .addInput(to ? "conv" : "bytes")
              .addInput("scale")
              .addInput("zero")
              .addOutput(to ? "bytes" : "back")
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("axis")
                      .setType(AttributeType.INT)
                      .setI(axis)));
    }
    return model;
  }

  private static List<String> said(ModelProto.Builder model) {
    return OnnxCheck.check(model.build()).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void scalesOfBytesMustFitTheirAxis() {
    assertThat(said(quantized(new float[4], 1))).isEmpty();
    assertThat(said(quantized(new float[4], -3))).isEmpty();
    assertThat(said(quantized(new float[1], 7))).isEmpty();
    assertThat(said(quantized(new float[4], 2)).get(0))
        .contains("its scale [4] does not fit axis 2 of its input [2, 4, 8, 8]");
    assertThat(said(quantized(new float[4], 4)).get(0)).contains("illegal axis 4");
    ModelProto.Builder odd = quantized(new float[4], 1);
    odd.getGraphBuilder().addInitializer(OnnxTensors.of("odd", new int[3]));
    odd.getGraphBuilder().getNodeBuilder(RELU).setInput(2, "odd");
    assertThat(said(odd).get(0)).contains("its scale [4] and its zero point [3] do not fit");
    ModelProto.Builder unary = quantized(new float[1], 1);
    unary.getGraphBuilder().getNodeBuilder(RELU).clearInput().addInput("conv");
    assertThat(said(unary).get(0)).contains("it has 1 inputs, legal are 2 to 3");
    ModelProto.Builder blocks = quantized(new float[1], 1);
    blocks.getGraphBuilder().getNodeBuilder(RELU).getAttributeBuilder(0).setName("block_size");
    assertThat(said(blocks).get(0)).contains("unknown attribute \"block_size\"");
    ModelProto.Builder small = quantized(new float[1], 1);
    small
        .getGraphBuilder()
        .addInitializer(OnnxTensors.of("small", new int[2]).toBuilder().setDims(0, 3));
    assertThat(said(small)).anyMatch(problem -> problem.contains("need 12 bytes, it has 8"));
  }

  @Test
  void theFirstProblemIsThrownWithTheNumberOfOthers() {
    ModelProto.Builder model = sound().toBuilder();
    model.getGraphBuilder().getNodeBuilder(CONV).setInput(0, "ghost");
    model.getGraphBuilder().getNodeBuilder(RELU).setName("conv");
    assertThatThrownBy(() -> OnnxCheck.require(model.build(), "\"m.onnx\""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"m.onnx\" is not sound: node \"conv\" (Conv): it reads \"ghost\"")
        .hasMessageContaining("and 1 more problem)");
  }

  @Test
  void damagedBytesAreReportedOrRefusedAndNeverCrash() {
    byte[] bytes = sound().toByteArray();
    SplittableRandom random = new SplittableRandom(5);
    int found = 0;
    for (int trial = 0; trial < 3_000; trial++) {
      byte[] damaged = bytes.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        found += OnnxCheck.check(OnnxFile.parse(damaged, "m")).problems().isEmpty() ? 0 : 1;
      } catch (InvalidInputException e) {
        found++;
      }
    }
    assertThat(found).isGreaterThan(1_000);
  }

  /** Six frames of 4×5 as images, turned and put back together. */
  private static ModelProto reshaped(long... extents) {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("reshaped");
    OnnxValue x = graph.input("x", TensorShape.of(2, 3, 6, 4, 5));
    OnnxValue time = graph.reshape("time", x, TensorShape.of(2, 3, 6, 20));
    OnnxValue turned = graph.transpose("turned", time, List.of(0, 2, 1, 3));
    ModelProto.Builder model =
        graph
            .output(graph.reshape("frames", turned, TensorShape.of(12, 3, 4, 5)))
            .build(Map.of())
            .toBuilder();
    GraphProto.Builder changed = model.getGraphBuilder().clearValueInfo();
    changed.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
    changed.setInitializer(1, OnnxTensors.of("frames/shape", extents));
    return model.build();
  }

  @Test
  void changesOfShapeFollowFromTheirConstants() {
    for (long[] extents :
        List.of(new long[] {12, 3, 4, 5}, new long[] {-1, 3, 4, 5}, new long[] {12, -1, 4, 5})) {
      CheckResult result = OnnxCheck.check(reshaped(extents));
      assertThat(result.problems()).isEmpty();
      assertThat(result.shapes()).containsEntry("turned", TensorShape.of(2, 6, 3, 20));
      assertThat(result.shapes()).containsEntry("frames", TensorShape.of(12, 3, 4, 5));
    }
    assertThat(OnnxCheck.check(reshaped(0, 18, 0, 20)).problems())
        .extracting(Problem::toString)
        .anySatisfy(problem -> assertThat(problem).contains("does not reshape to [0, 18, 0, 20]"));
    for (long[] wrong :
        List.of(
            new long[] {12, 3, 4, 6},
            new long[] {-1, 3, -1, 5},
            new long[] {-1, 7},
            new long[] {-2, 360},
            new long[] {720, 1, 1, 1, 0})) {
      assertThat(OnnxCheck.check(reshaped(wrong)).problems()).as("%s", wrong).hasSize(1);
    }
  }

  @Test
  void anExtentOfMinusOneIsOpen() {
    ModelProto.Builder model =
        new TestGraph(List.of(1, 4)).node("Relu", List.of("x"), "y").build().toBuilder();
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(-1);
    CheckedModel checked = CheckedModel.of(model.build(), "open");
    assertThat(checked.signature().shape()).containsExactly(ModelSignature.ANY, 4);
    try (InferenceSession session = new OnnxRuntimeCpu(new OnnxRuntimeOptions()).open(checked)) {
      FloatTensor two = FloatTensor.filled(List.of(2, 4), 1);
      assertThat(session.run(Map.of("x", two))).containsEntry("y", two);
    }
  }
}
