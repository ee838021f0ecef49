package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.DenseForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.graph.OnnxFile;

/** What the guide for users of exported files says about them is so. */
class UsingExportedModelsTest {
  private static String guide = "";

  @BeforeAll
  static void read() throws IOException {
    guide = Files.readString(Path.of("..", "docs", "using-exported-models.md"));
  }

  private static ModelProto export(ExportOptions options) {
    NetworkSpec network =
        new NetworkBuilder("tiny", FeatureShape.of(1, 8, 8), new DenseForm())
            .conv("conv1", 4, ConvGeometry.same2d(3), true)
            .relu("relu1")
            .globalAveragePool("pool")
            .flatten("flatten")
            .dense("logits", 3)
            .build();
    NetworkSnapshot snapshot = Snapshots.random(network, 1);
    return new OnnxExporter().export(snapshot, options).model().proto();
  }

  private static ModelProto external() {
    return export(new ExportOptions());
  }

  private static ModelProto embedded() {
    return export(new ExportOptions().withEmbeddedPreprocessing());
  }

  private static Map<String, String> metadata(ModelProto model) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    return entries;
  }

  private static Set<String> all(String pattern) {
    return Pattern.compile(pattern)
        .matcher(guide)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKeyOfTheTableIsInTheFileWithOneOfTheValuesItNames() {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (String line : guide.lines().filter(line -> line.startsWith("| `")).toList()) {
      String[] cells = line.split("\\|", -1);
      Pattern.compile("`([a-z_]+)`")
          .matcher(cells[1])
          .results()
          .forEach(
              key ->
                  values.put(
                      key.group(1),
                      Pattern.compile("`([^`]+)`")
                          .matcher(cells[2])
                          .results()
                          .map(value -> value.group(1))
                          .collect(Collectors.toSet())));
    }
    assertThat(values.keySet())
        .containsExactly(
            "layout", "preprocessing", "input_range", "mean", "standard_deviation", "class_names");
    for (ModelProto model : List.of(external(), embedded())) {
      values.forEach(
          (key, legal) -> {
            assertThat(metadata(model)).containsKey(key);
            if (!legal.isEmpty()) {
              assertThat(legal).as(key).contains(metadata(model).get(key));
            }
          });
    }
    assertThat(metadata(embedded())).containsEntry("preprocessing", "embedded");
    assertThat(metadata(embedded())).containsEntry("input_range", "[0,255]");
    assertThat(metadata(external())).containsEntry("preprocessing", "external");
    assertThat(metadata(external())).containsEntry("input_range", "[0,1]");
    assertThat(metadata(external())).containsEntry("mean", "[0.25]");
    assertThat(metadata(external()))
        .containsEntry("class_names", "[\"a\",\"\\\"b\\\"\",\"größer\"]");
  }

  @Test
  void everyKeyThatAProgramReadsIsInTheFile() {
    Set<String> python = all("entries\\[[\"']([a-z_]+)[\"']\\]");
    Set<String> script = all("entries\\.(?!items\\b)([a-z_]+)");
    Set<String> cpp = all("entry\\(\"([a-z_]+)\"\\)");
    for (Set<String> program : List.of(python, script, cpp)) {
      assertThat(program)
          .containsExactlyInAnyOrder("mean", "standard_deviation", "class_names", "preprocessing");
      assertThat(metadata(external())).containsKeys(program.toArray(String[]::new));
    }
    assertThat(guide).contains("field " + ModelProto.METADATA_PROPS_FIELD_NUMBER + " of ONNX's");
    assertThat(guide).contains("field === " + ModelProto.METADATA_PROPS_FIELD_NUMBER);
    assertThat(guide)
        .contains(
            "{ %d: key, %d: value }"
                .formatted(
                    StringStringEntryProto.KEY_FIELD_NUMBER,
                    StringStringEntryProto.VALUE_FIELD_NUMBER));
  }

  @Test
  void theFurtherKeysAreThere() {
    String sentence = guide.substring(guide.indexOf("Further keys say"));
    Set<String> keys =
        Pattern.compile("`([a-zA-Z_.]+)`")
            .matcher(sentence.substring(0, sentence.indexOf("\n\n")))
            .results()
            .map(key -> key.group(1).replace("NAME", "conv1"))
            .collect(Collectors.toSet());
    assertThat(keys).hasSize(8);
    assertThat(metadata(external())).containsKeys(keys.toArray(String[]::new));
  }

  @Test
  void namesShapesAndVersionsAreThoseOfTheFile() {
    ModelProto model = external();
    assertThat(guide)
        .contains("opset " + OnnxFile.opset(model) + ", IR version " + model.getIrVersion());
    assertThat(model.getGraph().getInputCount()).isOne();
    assertThat(guide).contains("One input, `" + model.getGraph().getInput(0).getName() + "`");
    assertThat(shape(model.getGraph().getInput(0))).isEqualTo("[1, 1, 8, 8]");
    assertThat(guide).contains("`[1, C, H, W]`");
    ModelProto dynamic = export(new ExportOptions().withBatch(Batch.DYNAMIC));
    assertThat(shape(dynamic.getGraph().getInput(0))).isEqualTo("[N, 1, 8, 8]");
    assertThat(guide).contains("`[N, C, H, W]`");
    assertThat(model.getGraph().getOutputCount()).isOne();
    assertThat(guide).contains("`" + model.getGraph().getOutput(0).getName() + "` in all networks");
    assertThat(shape(model.getGraph().getOutput(0))).isEqualTo("[1, 3]");
    assertThat(embedded().getGraph().getNodeList())
        .extracting(NodeProto::getDomain)
        .allMatch(OnnxFile::isDefaultDomain);
  }

  private static String shape(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map((Dimension dim) -> dim.hasDimParam() ? dim.getDimParam() : "" + dim.getDimValue())
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
