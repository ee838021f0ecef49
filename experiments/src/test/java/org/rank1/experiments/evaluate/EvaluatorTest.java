package org.rank1.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.data.Synthetic;
import org.rank1.experiments.data.SyntheticOptions;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.image.StatedInput;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.runtime.InferenceSession;

class EvaluatorTest {
  private static final Product PRODUCT = Product.assemble(EvaluatorTest.class.getClassLoader());
  private static final LatencyOptions SHORT = new LatencyOptions(0.05, 0, 0.95, 0);

  @TempDir private Path folder;

  private CheckedModel export(String dataset, ExportOptions options) throws IOException {
    return CheckedModel.read(
        TinyModels.export(TinyModels.convolutional(dataset), options, folder.resolve("tiny.onnx")));
  }

  private static EvaluationReport evaluate(CheckedModel model, String dataset, int images) {
    return PRODUCT
        .get(Evaluator.class)
        .evaluate(
            model,
            new StatedInput(),
            new EvaluationSettings(
                dataset, Optional.empty(), OptionalInt.of(images), new RuntimeChoice(), 1),
            SHORT,
            note -> {});
  }

  /** One image at a time, normalized here, its largest output looked for here. */
  private static int[][] countByHand(CheckedModel model, ImageSet images) {
    int[][] counts = new int[10][10];
    try (InferenceSession session = new OnnxRuntimeCpu(new OnnxRuntimeOptions()).open(model)) {
      for (int i = 0; i < images.count(); i++) {
        FloatTensor input = FloatTensor.zeros(1, 1, 28, 28);
        for (int p = 0; p < 784; p++) {
          input.data()[p] = (float) (((images.pixels()[i * 784 + p] & 0xFF) / 255.0 - 0.4) / 0.3);
        }
        float[] scores = session.run(Map.of("input", input)).get("logits").data();
        int best = 0;
        for (int c = 0; c < 10; c++) {
          best = scores[c] > scores[best] ? c : best;
        }
        counts[images.labels()[i]][best]++;
      }
    }
    return counts;
  }

  @Test
  void theConfusionMatrixIsWhatCountingByHandGivesInEveryBatchAndPreprocessing()
      throws IOException {
    ImageDataset data = new Synthetic(new SyntheticOptions()).load(null);
    int images = 203;
    ExportOptions one = new ExportOptions();
    int[][] expected = countByHand(export("synthetic", one), data.test().first(images));
    int right = 0;
    List<List<Integer>> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      right += expected[i][i];
      List<Integer> row = new ArrayList<>();
      for (int count : expected[i]) {
        row.add(count);
      }
      rows.add(row);
    }
    for (Batch batch : List.of(Batch.fixed(1), Batch.fixed(7), Batch.DYNAMIC)) {
      for (boolean embedded : new boolean[] {false, true}) {
        ExportOptions options = one.withBatch(batch);
        EvaluationReport report =
            evaluate(
                export("synthetic", embedded ? options.withEmbeddedPreprocessing() : options),
                "",
                images);
        assertThat(report.confusion().counts()).as("%s", options).isEqualTo(rows);
        assertThat(report.accuracy()).isEqualTo((double) right / images);
        assertThat(report.images()).isEqualTo(images);
        assertThat(report.dataset()).isEqualTo("synthetic");
        assertThat(report.preprocessing()).isEqualTo(embedded ? "embedded" : "external");
        assertThat(report.latency().batch()).isEqualTo(batch.size().orElse(1));
        assertThat(report.latency().medianMs())
            .isBetween(report.latency().lowerQuartileMs(), report.latency().upperQuartileMs())
            .isPositive();
      }
    }
    // Random weights, but not all images in one class: the comparison says something.
    assertThat(rows.stream().filter(row -> row.stream().filter(c -> c > 0).count() > 1))
        .isNotEmpty();
  }

  @Test
  void theDataSetMustFitTheModel() throws IOException {
    CheckedModel model = export("", new ExportOptions());
    assertThatThrownBy(() -> evaluate(model, "", 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            model.place()
                + " does not name the data set it was trained on; name one with --dataset.");
    assertThatThrownBy(() -> evaluate(model, "synthetik", 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Unknown dataset \"synthetik\"")
        .hasMessageContaining("Did you mean \"synthetic\"?");
    assertThat(evaluate(model, "synthetic", 10).images()).isEqualTo(10);
    assertThatThrownBy(() -> evaluate(model, "fashion-mnist", 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Images of \"fashion-mnist\" are of the class \"")
        .hasMessageContaining(
            "which " + model.place() + " does not have; its classes are 0.0 degrees");
  }

  /** A network for ten images of Synthetic with 10 training and 7 test images. */
  @Test
  void theDataSetTheModelWasTrainedOnKeepsItsOptionsWhenItIsNamed() throws IOException {
    CheckedModel model = export("synthetic", new ExportOptions());
    ModelProto.Builder options = model.proto().toBuilder();
    options.addMetadataProps(
        StringStringEntryProto.newBuilder().setKey("dataset.option.test").setValue("7"));
    CheckedModel small = CheckedModel.of(options.build(), model.place());
    assertThat(evaluate(small, "", 100).images()).isEqualTo(7);
    assertThat(evaluate(small, "synthetic", 100).images()).isEqualTo(7);
  }

  @Test
  void validationFeedsRawPixelsToModelsThatWantThem() throws IOException {
    Verdicts verdicts = PRODUCT.get(Verdicts.class);
    CheckedModel external = export("synthetic", new ExportOptions().withLowering("composed"));
    CheckedModel embedded =
        export(
            "synthetic", new ExportOptions().withLowering("composed").withEmbeddedPreprocessing());
    CheckedModel split = export("synthetic", new ExportOptions().withEmbeddedPreprocessing());
    List<FloatTensor> inputs =
        PRODUCT
            .get(TrialInputs.class)
            .inputs(embedded, new InputSettings("", Optional.empty(), 5, 3), note -> {});
    for (FloatTensor input : inputs) {
      for (float value : input.data()) {
        assertThat(value).isBetween(0f, 255f).isEqualTo(Math.round(value));
      }
    }
    assertThat(verdicts.equivalence(embedded, split, inputs, progress -> {}).equivalent()).isTrue();
    assertThatThrownBy(() -> verdicts.equivalence(external, split, inputs, progress -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("export both with --embed-preprocessing, or neither.");
  }
}
