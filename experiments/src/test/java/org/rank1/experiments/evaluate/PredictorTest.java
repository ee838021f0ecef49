package org.rank1.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.image.Prediction;
import org.rank1.onnx.image.Prediction.ClassProbability;
import org.rank1.onnx.image.StatedInput;

class PredictorTest {
  @TempDir private Path folder;

  /** Three classes that look at red, green and blue of the only pixel. */
  private CheckedModel colors(ExportOptions options, List<String> classNames) throws IOException {
    NetworkSpec network =
        new NetworkBuilder("colors", FeatureShape.of(3, 1, 1), new Rank1Form())
            .flatten("flatten")
            .dense("logits", 3)
            .build();
    Map<String, FloatTensor> dense =
        Map.of(
            "weight", FloatTensor.of(List.of(3, 3), new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}),
            "bias", FloatTensor.of(List.of(3), new float[] {0, 0, 0.5f}));
    NetworkSnapshot snapshot =
        TinyModels.snapshot(
            network,
            Map.of("logits", dense),
            new InputContract(List.of(0.2, 0.4, 0.6), List.of(0.5, 0.25, 1.0), classNames),
            "");
    return CheckedModel.read(TinyModels.export(snapshot, options, folder.resolve("colors.onnx")));
  }

  private Path pixel(int rgb) throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, rgb);
    Path file = folder.resolve(Integer.toHexString(rgb) + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static List<Prediction> predict(CheckedModel model, List<Path> images, int top) {
    return Product.assemble(PredictorTest.class.getClassLoader())
        .get(Predictor.class)
        .predict(model, new RuntimeChoice(), new StatedInput(), images, top, note -> {})
        .made();
  }

  @Test
  void probabilitiesAreTheSoftmaxOfWhatTheNormalizedPixelGives() throws IOException {
    Path image = pixel(0x336699);
    double red = (0x33 / 255.0 - 0.2) / 0.5;
    double green = (0x66 / 255.0 - 0.4) / 0.25;
    double blue = (0x99 / 255.0 - 0.6) / 1.0 + 0.5;
    double sum = Math.exp(red) + Math.exp(green) + Math.exp(blue);
    for (ExportOptions options :
        List.of(new ExportOptions(), new ExportOptions().withEmbeddedPreprocessing())) {
      List<Prediction> predictions =
          predict(colors(options, List.of("red", "green", "blue")), List.of(image), 5);
      assertThat(predictions).hasSize(1);
      assertThat(predictions.get(0).image()).isEqualTo(image.toString());
      List<ClassProbability> classes = predictions.get(0).classes();
      assertThat(classes).hasSize(3);
      assertThat(classes.get(0).name()).isEqualTo("blue");
      assertThat(classes.get(0).probability()).isCloseTo(Math.exp(blue) / sum, Offset.offset(1e-6));
      for (ClassProbability each : classes) {
        double score =
            switch (each.name()) {
              case "red" -> red;
              case "green" -> green;
              default -> blue;
            };
        assertThat(each.probability()).isCloseTo(Math.exp(score) / sum, Offset.offset(1e-6));
      }
    }
  }

  @Test
  void theBestClassesComeFirstAndImagesInTheOrderGiven() throws IOException {
    List<Prediction> predictions =
        predict(
            colors(new ExportOptions(), List.of("red", "green", "blue")),
            List.of(pixel(0x00FF00), pixel(0xFF0000)),
            2);
    assertThat(predictions.get(0).classes()).hasSize(2);
    assertThat(predictions.get(0).classes().get(0).name()).isEqualTo("green");
    assertThat(predictions.get(1).classes().get(0).name()).isEqualTo("red");
  }

  @Test
  void aModelThatNamesOtherClassesThanItGivesIsRefused() throws IOException {
    CheckedModel model = colors(new ExportOptions(), List.of("red", "green"));
    Path image = pixel(0);
    assertThatThrownBy(() -> predict(model, List.of(image), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            model.place()
                + " has names for 2 classes but gives outputs of shape [1, 3] for 1 image.");
  }
}
