package org.rank1.onnx.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.OnnxExporter;

class LoweringPlanTest {
  @TempDir Path folder;

  private static NetworkSpec network(int size, int channels, FilterForm form, String... more) {
    NetworkBuilder network =
        new NetworkBuilder("net", FeatureShape.of(3, size, size), form)
            .conv("conv1", channels, ConvGeometry.same2d(3), true);
    for (String name : more) {
      network.conv(name, channels, ConvGeometry.same2d(3), false);
    }
    return network.build();
  }

  private static LoweringPlan plan(String first, String second) {
    return new LoweringPlan(
        "net",
        "3×8×8",
        "a \"runtime\"",
        "größer",
        2,
        8,
        List.of(
            new PlannedLayer(
                "conv1",
                "rank1",
                "3→4 3×3 padding 1+1×1+1",
                first,
                List.of(5, 16),
                Map.of("chain", 0.25)),
            new PlannedLayer(
                "conv2", "rank1", "4→4 3×3 padding 1+1×1+1", second, List.of(), Map.of())),
        Map.of("planned", 1.5));
  }

  @Test
  void aPlanSurvivesItsFileAndGivesTheSameBytes() throws Exception {
    LoweringPlan plan = plan("merged-chain", "composed");
    Path file = folder.resolve("plan.json");
    plan.write(file);
    LoweringPlan read = LoweringPlan.read(file);
    assertThat(read).isEqualTo(plan);
    var snapshot = RandomSnapshot.of(network(8, 4, new Rank1Form(), "conv2"), 3);
    byte[] first =
        new OnnxExporter()
            .export(snapshot, new ExportOptions(plan.selection(), Batch.fixed(1)))
            .model()
            .bytes();
    assertThat(
            new OnnxExporter()
                .export(snapshot, new ExportOptions(read.selection(), Batch.fixed(1)))
                .model()
                .bytes())
        .isEqualTo(first);
    assertThat(
            new OnnxExporter()
                .export(snapshot, new ExportOptions(LoweringSelection.preferred(), Batch.fixed(1)))
                .model()
                .bytes())
        .isNotEqualTo(first);
  }

  @Test
  void ranksThatWasteWhatTheRuntimeComputesAtOnceAreNamed() {
    assertThat(plan("chain", "chain").rankAdvice())
        .containsExactly(
            "Layer \"conv1\" has 5 inner channels; the runtime computes 8 at once, so a rank with 8"
                + " takes about as long.");
  }

  @Test
  void aPlanThatDoesNotFitIsRefusedWithTheReason() {
    Rank1Form form = new Rank1Form();
    LoweringPlan plan = plan("chain", "chain");
    refused(plan, network(9, 4, form, "conv2"), "made for inputs of 3×8×8, not 3×9×9");
    refused(plan, network(8, 5, form, "conv2"), "3→4 3×3");
    refused(plan, network(8, 4, form), "it has layer \"conv2\"");
    refused(plan, network(8, 4, form, "conv2", "conv3"), "it has no layer \"conv3\"");
    refused(plan, network(8, 4, new DenseForm(), "conv2"), "form \"rank1\" there, \"dense\"");
    refused(plan("chian", "chain"), network(8, 4, form, "conv2"), "Did you mean \"chain\"");
  }

  private static void refused(LoweringPlan plan, NetworkSpec network, String why) {
    assertThatThrownBy(() -> plan.selection().select(network))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatIsNoPlanIsRefusedWithOneSentence() throws Exception {
    Path file = folder.resolve("plan.json");
    assertThatThrownBy(() -> LoweringPlan.read(file)).hasMessageContaining("There is no plan");
    plan("chain", "chain").write(file);
    String whole = Files.readString(file);
    List<String> broken =
        new ArrayList<>(
            List.of(
                "",
                "null",
                "[]",
                "{\"layers\": 3}",
                whole.replace("\"threads\" : 2", "\"threads\" : 0"),
                whole.replace("\"conv2\"", "\"conv1\""),
                whole.replace("\"lowering\" : \"chain\"", "\"lowering\" : 4"),
                whole.replace("0.25", "\"fast\""),
                whole.replace("\"channelBlock\" : 8", "\"channelBlock\" : 0"),
                whole.replace("[ 5, 16 ]", "[ 5.5, 16 ]"),
                whole.replace("a \\\"runtime", "x".repeat(5000))));
    for (int i = 1; i < whole.length() - 2; i += 37) {
      broken.add(whole.substring(0, i));
    }
    for (String text : broken) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> LoweringPlan.read(file))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("is no plan")
          .hasMessageNotContaining("\n");
    }
  }
}
