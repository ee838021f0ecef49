package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.graph.OnnxTensors;

/**
 * Files that are no models, damaged models, and sound models that would take terabytes or forever:
 * one sentence, exit code 2, nothing printed, nothing written.
 */
class HostileModelsTest {
  private static final int FLOAT = DataType.FLOAT.getNumber();
  private static final String BOMB = "bomb";

  /** Where predict stands among the commands; validate against a good model comes next. */
  private static final int PREDICT = 2;

  @TempDir private static Path folder;
  private static Path file;
  private static String good;
  private static String image;
  private static ModelProto base;

  @BeforeAll
  static void writeFiles() throws IOException {
    Path model = folder.resolve("good.onnx");
    TinyModels.export(TinyModels.convolutional("synthetic"), new ExportOptions(), model);
    good = model.toString();
    base = ModelProto.parseFrom(Files.readAllBytes(model));
    Path drawn = folder.resolve("drawn.png");
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", drawn.toFile());
    image = drawn.toString();
    file = folder.resolve("hostile.onnx");
  }

  private static List<String[]> commands(String model) {
    return List.of(
        new String[] {"validate", model, model, "--images", "1", "--seconds", "0.01"},
        new String[] {"evaluate", model, "--images", "1"},
        new String[] {"predict", model, image},
        new String[] {"validate", good, model, "--images", "1", "--seconds", "0.01"},
        new String[] {"bench", "inference", model, "--seconds", "0.01"},
        new String[] {"analyze", model, "--images", "1"});
  }

  /** Holds one run to what every run keeps to, whatever its input. */
  private static void assertOrderly(String name, String[] command, CommandLineRun run)
      throws IOException {
    String what = name + ": " + String.join(" ", command) + " said " + run.err();
    assertThat(run.code()).as(what).isIn(0, 1, 2);
    assertThat(run.err() + run.out()).as(what).doesNotContain("\tat ").hasSizeLessThan(20_000);
    assertThat((run.err() + run.out()).chars())
        .as(what)
        .noneMatch(c -> c != '\n' && c != '\r' && Character.isISOControl(c));
    if (run.code() == 2) {
      assertThat(run.out()).as(what).isEmpty();
      assertThat(run.err().lines().filter(line -> line.startsWith("rank1: "))).as(what).hasSize(1);
      assertThat(run.err().strip().lines().reduce("", (a, b) -> b)).startsWith("rank1: ");
      assertThat(written()).as(what).isEmpty();
    }
  }

  private static List<Path> written() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              each ->
                  !List.of("good.onnx", "drawn.png", file.getFileName().toString())
                      .contains(each.getFileName().toString()))
          .toList();
    }
  }

  /** Commands refuse the file; the sentence of predict, which runs it, holds all of some words. */
  private static void refused(String name, byte[] bytes, String... words) throws IOException {
    Files.write(file, bytes);
    refusedBy(name, commands(file.toString()).subList(PREDICT, PREDICT + 2), words);
  }

  private static void refusedToPredict(String name, byte[] bytes, String... words)
      throws IOException {
    Files.write(file, bytes);
    refusedBy(name, commands(file.toString()).subList(PREDICT, PREDICT + 1), words);
  }

  private static void refusedByAll(String name, byte[] bytes, String... words) throws IOException {
    Files.write(file, bytes);
    refusedBy(name, commands(file.toString()), words);
  }

  private static void refused(String name, Path hostile, String... words) throws IOException {
    refusedBy(name, commands(hostile.toString()), words);
  }

  private static void refusedBy(String name, List<String[]> commands, String... words)
      throws IOException {
    for (String[] command : commands) {
      CommandLineRun run = CommandLineRun.of(command);
      assertOrderly(name, command, run);
      assertThat(run.code()).as(name + " " + String.join(" ", command) + run.err()).isEqualTo(2);
      if (command[0].equals("predict")) {
        assertThat(run.err()).as(name).contains(words);
      }
    }
  }

  private static byte[] changed(Consumer<ModelProto.Builder> change) {
    ModelProto.Builder model = base.toBuilder();
    change.accept(model);
    return model.build().toByteArray();
  }

  private static byte[] graph(Consumer<GraphProto.Builder> change) {
    return changed(model -> change.accept(model.getGraphBuilder()));
  }

  private static NodeProto.Builder node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(operator)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static AttributeProto graphOf(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static AttributeProto axis(long value) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeType.INT)
        .setI(value)
        .build();
  }

  /** The model with nodes that compute a value called "bomb", whose mean is added to its output. */
  private static byte[] bomb(Consumer<GraphProto.Builder> fuse) {
    return graph(
        graph -> {
          String output = graph.getOutput(0).getName();
          for (NodeProto.Builder each : graph.getNodeBuilderList()) {
            if (each.getOutput(0).equals(output)) {
              each.setOutput(0, "before");
            }
          }
          fuse.accept(graph);
          graph.addNode(
              node("ReduceMean", List.of(BOMB), "mean")
                  .addAttribute(
                      AttributeProto.newBuilder()
                          .setName("keepdims")
                          .setType(AttributeType.INT)
                          .setI(0)));
          graph.addNode(node("Add", List.of("before", "mean"), output).setName("after"));
        });
  }

  private static TensorShapeProto.Dimension.Builder extent(GraphProto.Builder graph, int axis) {
    return graph
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(axis);
  }

  @Test
  void whatIsNoModelIsRefused() throws IOException {
    byte[] bytes = base.toByteArray();
    refused("empty", new byte[0], "it is empty");
    for (int eighth = 1; eighth < 8; eighth += 2) {
      refused("cut", Arrays.copyOf(bytes, bytes.length * eighth / 8), "hostile.onnx");
    }
    byte[] noise = new byte[5_000];
    new SplittableRandom(3).nextBytes(noise);
    refused("noise", noise, "hostile.onnx");
    refused("zeros", new byte[5_000], "hostile.onnx");
    refused("2 GiB declared", new byte[] {8, 8, 58, -1, -1, -1, -1, 7, 1}, "hostile.onnx");
    refused("nested graphs", nested(10_000), "nesting");
    refused("a folder", folder, "is a folder, not a model");
    refused("nothing", folder.resolve("missing.onnx"), "There is no ONNX model");
  }

  /** A graph in an attribute of a node of a graph, again and again, from the inside out. */
  private static byte[] nested(int depth) {
    ByteString inner = ByteString.EMPTY;
    for (int i = 0; i < depth; i++) {
      for (int tag : new int[] {0x32, 0x2A, 0x0A}) {
        inner = header(tag, inner.size()).concat(inner);
      }
    }
    return header(0x3A, inner.size()).concat(inner).toByteArray();
  }

  private static ByteString header(int tag, int size) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(tag);
    int rest = size;
    for (; rest > 127; rest >>>= 7) {
      bytes.write((rest & 127) | 128);
    }
    bytes.write(rest);
    return ByteString.copyFrom(bytes.toByteArray());
  }

  @Test
  void filesThatNeverEndOrPointAtThemselvesAreRefused() throws IOException {
    Path loop = folder.resolve("hostile.onnx");
    Files.deleteIfExists(loop);
    Files.createSymbolicLink(loop, loop.getFileName());
    refused("symbolic link to itself", loop, "There is no ONNX model");
    Files.delete(loop);
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      refused("endless device", device, "it is no regular file");
    }
  }

  @Test
  void declarationsThatCannotBeAreRefused() throws IOException {
    refused("IR version", changed(m -> m.setIrVersion(999)), "999");
    refused("no IR version", changed(m -> m.setIrVersion(0)), "IR version");
    refused("opset 0", changed(m -> m.getOpsetImportBuilder(0).setVersion(0)), "version 0");
    refused("opset", changed(m -> m.getOpsetImportBuilder(0).setVersion(9999)), "9999");
    refused("no input", graph(GraphProto.Builder::clearInput), "hostile.onnx");
    refused("no output", graph(GraphProto.Builder::clearOutput), "no output");
    refused("batch 0", graph(g -> extent(g, 0).setDimValue(0)), "hostile.onnx");
    refused("negative", graph(g -> extent(g, 2).setDimValue(-2)), "illegal extent -2");
    refusedByAll("2^31", graph(g -> extent(g, 2).setDimValue(1L << 31)), "illegal extent");
    refused("huge batch", graph(g -> extent(g, 0).setDimValue(1 << 20)), "elements");
    refused("long weight", graph(g -> g.getInitializerBuilder(0).addDims(1L << 40)), "dimensions");
    refused("hollow weight", graph(g -> g.getInitializerBuilder(0).clearRawData()), "bytes");
    refused(
        "hollow weight of another type",
        graph(
            g ->
                g.addInitializer(
                    TensorProto.newBuilder()
                        .setName("texts")
                        .setDataType(DataType.STRING.getNumber())
                        .addDims(1 << 30))),
        "initializer \"texts\"",
        "do not fit the data");
    refusedByAll("cycle", graph(g -> g.getNodeBuilder(0).setInput(0, "logits")), "a cycle");
    refused("names", graph(g -> g.addNode(g.getNode(0))), "used by two nodes");
    ValueInfoProto second = base.getGraph().getInput(0).toBuilder().setName("second").build();
    refused("two inputs", graph(g -> g.addInput(second)), "it must have one");
    refused("operator", graph(g -> g.getNodeBuilder(0).setOpType("Mystery")), "Mystery");
  }

  @Test
  void nothingOutsideTheFileIsRead() throws IOException {
    for (String elsewhere : List.of("/etc/passwd", "../../etc/passwd")) {
      TensorProto weight =
          base.getGraph().getInitializer(0).toBuilder()
              .clearRawData()
              .setDataLocation(DataLocation.EXTERNAL)
              .addExternalData(
                  StringStringEntryProto.newBuilder().setKey("location").setValue(elsewhere))
              .build();
      refused(
          "weight",
          graph(g -> g.setInitializer(0, weight)),
          "external data is read from the model's own folder only");
      AttributeProto list =
          AttributeProto.newBuilder()
              .setName("list")
              .setType(AttributeType.TENSORS)
              .addTensors(weight)
              .build();
      refused(
          "attribute",
          graph(g -> g.addNode(node("Abs", List.of("input"), "unused").addAttribute(list))),
          "unknown attribute \"list\"");
    }
  }

  @Test
  void aFewBytesThatStandForTerabytesAreRefusedBeforeTheyAreAllocated() throws IOException {
    refused(
        "constant",
        bomb(
            g ->
                g.addInitializer(OnnxTensors.of("shape", 1 << 20, 1 << 18))
                    .addNode(node("ConstantOfShape", List.of("shape"), BOMB))),
        "node \"bomb\" (ConstantOfShape): its output [1048576, 262144] would have more than");
    refused(
        "tiles",
        bomb(
            g ->
                g.addInitializer(OnnxTensors.of("repeats", 3000, 1000, 1, 1))
                    .addNode(node("Tile", List.of("input", "repeats"), BOMB))),
        "(Tile): its output [3000, 1000, 28, 28] would have more than");
    refused(
        "outer sum",
        bomb(
            g ->
                g.addInitializer(OnnxTensors.of("column", FloatTensor.zeros(40_000, 1)))
                    .addInitializer(OnnxTensors.of("row", FloatTensor.zeros(1, 40_000)))
                    .addNode(node("Add", List.of("column", "row"), BOMB))),
        "(Add) would have 1.600e+09 elements, at most 536870912");
    refused(
        "doubling",
        bomb(
            g -> {
              g.addNode(node("Abs", List.of("input"), "d0"));
              for (int i = 0; i < 40; i++) {
                g.addNode(
                    node("Concat", List.of("d" + i, "d" + i), "d" + (i + 1)).addAttribute(axis(1)));
              }
              g.addNode(node("Identity", List.of("d40"), BOMB));
            }),
        "elements");
    refusedByAll(
        "computed",
        bomb(
            g ->
                g.addNode(node("Shape", List.of("input"), "s"))
                    .addInitializer(OnnxTensors.of("factor", 20_000))
                    .addNode(node("Mul", List.of("s", "factor"), "t"))
                    .addNode(node("ConstantOfShape", List.of("t"), BOMB))),
        "(ConstantOfShape)");
    NodeProto.Builder padded =
        base.getGraph().getNodeList().stream()
            .filter(each -> each.getOpType().equals("Conv"))
            .findFirst()
            .orElseThrow()
            .toBuilder();
    padded.removeAttribute(attribute(padded, "pads"));
    padded.addAttribute(
        AttributeProto.newBuilder()
            .setName("pads")
            .setType(AttributeType.INTS)
            .addAllInts(Collections.nCopies(4, 20_000L)));
    refused("padding", graph(g -> g.setNode(indexOf(g, padded.getName()), padded)), "hostile.onnx");
  }

  private static int attribute(NodeProto.Builder node, String name) {
    for (int i = 0; i < node.getAttributeCount(); i++) {
      if (node.getAttribute(i).getName().equals(name)) {
        return i;
      }
    }
    throw new AssertionError("no attribute " + name + " in " + node);
  }

  private static int indexOf(GraphProto.Builder graph, String name) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getName().equals(name)) {
        return i;
      }
    }
    throw new AssertionError("no node " + name);
  }

  @Test
  void whatCouldRunForeverIsRefused() throws IOException {
    GraphProto body =
        GraphProto.newBuilder()
            .setName("body")
            .addNode(node("Identity", List.of("go"), "again"))
            .addOutput(ValueInfoProto.newBuilder().setName("again"))
            .build();
    refusedByAll(
        "loop",
        bomb(
            g ->
                g.addInitializer(OnnxTensors.of("times", Long.MAX_VALUE))
                    .addNode(
                        node("Loop", List.of("times", "", "input"), BOMB)
                            .addAttribute(graphOf("body", body)))),
        "node \"bomb\" (Loop)",
        "control flow is not run");
    refused(
        "functions that double each other",
        changed(
            m -> {
              m.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("f").setVersion(1));
              for (int i = 0; i < 40; i++) {
                m.addFunctions(
                    FunctionProto.newBuilder()
                        .setName("F" + i)
                        .setDomain("f")
                        .addNode(node("F" + (i + 1), List.of("a"), "b").setDomain("f"))
                        .addNode(node("F" + (i + 1), List.of("b"), "c").setDomain("f")));
              }
            }),
        "function \"F0\"",
        "must be inlined");
    refused(
        "an operator of the runtime's own on memory that is not laid out for it",
        changed(
            m -> {
              m.addOpsetImport(
                  OperatorSetIdProto.newBuilder().setDomain("com.microsoft.nchwc").setVersion(1));
              m.getGraphBuilder().getNodeBuilder(0).setDomain("com.microsoft.nchwc");
            }),
        "com.microsoft.nchwc",
        "not run");
    refused(
        "sparse",
        graph(
            g ->
                g.addSparseInitializer(
                    SparseTensorProto.newBuilder()
                        .setValues(
                            TensorProto.newBuilder()
                                .setName("thin")
                                .setDataType(FLOAT)
                                .addDims(1)
                                .addFloatData(1))
                        .setIndices(OnnxTensors.of("", 5))
                        .addDims(1 << 20)
                        .addDims(1 << 10))),
        "initializer \"thin\"",
        "sparse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nrank1: done", "\u001b[2J\u001b[31mred", "\u009b31m", "\u202Eleft", "\u0000"})
  void namesCannotBreakTheLineOrSteerTheTerminal(String name) throws IOException {
    refused("node", graph(g -> g.getNodeBuilder(0).setInput(0, name)), "which nothing produces");
    refused("operator", graph(g -> g.getNodeBuilder(0).setOpType(name)), "ONNX Runtime");
    refusedToPredict("metadata", metadata("mean", name), "no JSON array");
    refusedToPredict("preprocessing", metadata("preprocessing", name), "Unknown preprocessing");
    Files.write(file, metadata("class_names", classes(name)));
    CommandLineRun run = CommandLineRun.of("predict", file.toString(), image, "--top", "10");
    assertOrderly("class", new String[] {"predict"}, run);
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(11).noneMatch(line -> line.startsWith("rank1: "));
  }

  private static String classes(String first) throws IOException {
    return new ObjectMapper()
        .writeValueAsString(List.of(first, "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  }

  private static byte[] metadata(String key, String value) {
    return changed(
        model -> {
          for (StringStringEntryProto.Builder entry : model.getMetadataPropsBuilderList()) {
            if (entry.getKey().equals(key)) {
              entry.setValue(value);
              return;
            }
          }
          model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        });
  }

  @Test
  void longNamesAreCut() throws IOException {
    String name = "x".repeat(1 << 20);
    refused("long", graph(g -> g.getNodeBuilder(0).setInput(0, name)), "xxx … xxx");
    refused("preprocessing", metadata("preprocessing", name), "Unknown preprocessing \"xxx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"abc\"",
        "abc",
        "[1e999]",
        "[\"NaN\"]",
        "[null]",
        "null",
        "[]",
        "",
        "[0.1,0.2]",
        "{}",
        "[[0.1]]",
        "[true]",
        "[0.5] and more"
      })
  void metadataOfAnotherKindAreRefused(String value) throws IOException {
    for (String key : List.of("mean", "standard_deviation")) {
      Files.write(file, metadata(key, value));
      for (String[] command :
          List.of(
              new String[] {"evaluate", file.toString()},
              new String[] {"predict", file.toString(), image})) {
        CommandLineRun run = CommandLineRun.of(command);
        assertOrderly(key + value, command, run);
        assertThat(run.code()).as(key + value + run.err()).isEqualTo(2);
        assertThat(run.err())
            .contains("metadata")
            .contains("hostile.onnx")
            .doesNotContain("wrong: null");
      }
    }
  }

  @Test
  void dataOfAbsurdSizeThatAFileAsksForAreRefused() throws IOException {
    Files.write(file, metadata("dataset.option.train", "2700000"));
    String[] command = {"evaluate", file.toString()};
    CommandLineRun run = CommandLineRun.of(command);
    assertOrderly("train", command, run);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("2700000");
  }

  @Test
  void everyDamageEndsOrderly() throws IOException {
    byte[] bytes =
        Files.readAllBytes(
            TinyModels.export(
                TinyModels.convolutional("synthetic"),
                new ExportOptions().withBatch(Batch.DYNAMIC).withEmbeddedPreprocessing(),
                file));
    SplittableRandom random = new SplittableRandom(11);
    Map<Integer, Integer> codes = new LinkedHashMap<>();
    for (int trial = 0; trial < 100; trial++) {
      byte[] damaged = bytes.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        // names, shapes and attributes are at both ends, weights in the middle
        int at = random.nextInt(Math.min(1500, bytes.length / 2));
        damaged[random.nextBoolean() ? at : bytes.length - 1 - at] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      String[] command =
          trial % 20 == 0
              ? commands(file.toString()).get(0)
              : new String[] {"predict", file.toString(), image};
      CommandLineRun run = CommandLineRun.of(command);
      assertOrderly("trial " + trial, command, run);
      codes.merge(run.code(), 1, Integer::sum);
    }
    assertThat(codes.getOrDefault(2, 0)).as(codes.toString()).isGreaterThan(30);
  }
}
