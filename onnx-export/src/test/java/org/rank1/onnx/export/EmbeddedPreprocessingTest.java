package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.data.ImageSet;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;

class EmbeddedPreprocessingTest {
  private static final InputContract CONTRACT =
      new InputContract(List.of(0.1, 0.5, 0.9), List.of(0.2, 0.3, 1.7), List.of("a", "b"));

  private final OnnxExporter exporter = new OnnxExporter();

  private static NetworkSnapshot snapshot(NetworkSpec network, InputContract contract) {
    NetworkSnapshot random = Snapshots.random(network, 5);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      tensors.put(layer.name(), random.tensors(layer));
    }
    return new NetworkSnapshot(network, tensors, contract, random.provenance());
  }

  private static FloatTensor batch(ImageSet images, InputContract contract) {
    List<Integer> shape = new ArrayList<>(List.of(images.count()));
    shape.addAll(images.shape().extents());
    FloatTensor batch = FloatTensor.zeros(shape);
    for (int i = 0; i < images.count(); i++) {
      images.normalizeInto(i, contract, batch.data(), i * images.shape().size());
    }
    return batch;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void bothExportsComputeTheSameFromTheSameImages(int axes) throws OrtException {
    NetworkSnapshot snapshot = snapshot(ExportEqualityTest.dag(axes, new Rank1Form()), CONTRACT);
    FeatureShape shape = snapshot.network().input();
    byte[] pixels = new byte[4 * shape.size()];
    new Random(3).nextBytes(pixels);
    ImageSet images = new ImageSet(shape, pixels, new int[4]);
    for (String lowering : List.of("composed", "chain", "pointwise-depthwise")) {
      ExportOptions options = new ExportOptions().withLowering(lowering).withBatch(Batch.DYNAMIC);
      CheckedModel external = exporter.export(snapshot, options).model();
      CheckedModel embedded =
          exporter.export(snapshot, options.withEmbeddedPreprocessing()).model();
      FloatTensor normalized = batch(images, ModelMetadata.inputContract(external));
      FloatTensor raw = batch(images, ModelMetadata.inputContract(embedded));
      assertThat(raw.data()[7])
          .isEqualTo(pixels[7 % shape.positions() * 3 + 7 / shape.positions()] & 0xFF);
      float[] expected = Ort.run(external.proto(), normalized);
      float[] actual = Ort.run(embedded.proto(), raw);
      assertThat(expected).hasSize(4 * 5);
      float largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(largest).isGreaterThan(1e-2f);
      assertThat(actual).containsExactly(expected, Offset.offset(4e-6f * largest));
      // The comparison can fail: without normalization the outputs are others.
      assertThat(Math.abs(Ort.run(external.proto(), raw)[0] - expected[0]))
          .isGreaterThan(1e-3f * largest);
    }
  }

  @Test
  void theModelSaysThatItTakesRawPixels() {
    NetworkSnapshot snapshot = snapshot(ExportEqualityTest.dag(2, new Rank1Form()), CONTRACT);
    ExportOptions options = new ExportOptions();
    CheckedModel external = exporter.export(snapshot, options).model();
    CheckedModel embedded = exporter.export(snapshot, options.withEmbeddedPreprocessing()).model();
    assertThat(ModelMetadata.embedsPreprocessing(external)).isFalse();
    assertThat(ModelMetadata.embedsPreprocessing(embedded)).isTrue();
    assertThat(ModelMetadata.read(embedded))
        .containsEntry("preprocessing", "embedded")
        .containsEntry("input_range", "[0,255]")
        .containsEntry("mean", "[0.1,0.5,0.9]");
    InputContract contract = ModelMetadata.inputContract(embedded);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(contract.scale(channel)).isEqualTo(1f);
      assertThat(contract.shift(channel)).isZero();
    }
    assertThat(contract.classNames()).containsExactly("a", "b");
    // Folded into a padded convolution the borders would be wrong.
    assertThat(embedded.proto().getGraph().getNode(0).getOpType()).isEqualTo("BatchNormalization");
  }

  @Test
  void aNormalizationOfOtherChannelsIsRefused() {
    NetworkSpec network =
        new NetworkBuilder("grey", FeatureShape.of(1, 4, 4), new Rank1Form())
            .flatten("flatten")
            .dense("logits", 2)
            .build();
    assertThatThrownBy(
            () ->
                exporter.export(
                    snapshot(network, CONTRACT), new ExportOptions().withEmbeddedPreprocessing()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot export network \"grey\": its normalization has 3 channels, its input 1.");
  }

  @Test
  void anUnknownPreprocessingIsRefused() {
    ModelProto.Builder model =
        exporter
            .export(
                snapshot(ExportEqualityTest.dag(2, new Rank1Form()), CONTRACT), new ExportOptions())
            .model()
            .proto()
            .toBuilder();
    for (StringStringEntryProto.Builder entry : model.getMetadataPropsBuilderList()) {
      if (entry.getKey().equals("preprocessing")) {
        entry.setValue("embeded");
      }
    }
    assertThatThrownBy(() -> ModelMetadata.inputContract(CheckedModel.of(model.build(), "\"m\"")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Unknown preprocessing \"embeded\" at the metadata of \"m\". Available: embedded,"
                + " external. Did you mean \"embedded\"?");
  }
}
