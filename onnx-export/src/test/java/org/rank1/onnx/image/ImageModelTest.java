package org.rank1.onnx.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.image.ImageFile;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

class ImageModelTest {
  private static final StatedInput STATED =
      new StatedInput(List.of(0.5), List.of(0.25), List.of("left", "right"));

  @TempDir private Path folder;

  private Path image(int width, int height, int... grey) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, width, height, grey);
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static OnnxRuntimeCpu runtime() {
    return new OnnxRuntimeCpu(new OnnxRuntimeOptions());
  }

  private static List<Prediction.ClassProbability> predict(
      CheckedModel model, StatedInput stated, Path image) {
    try (ImageModel opened = ImageModel.open(model, ImageContract.of(model, stated), runtime())) {
      return opened.predict(image, 2).classes();
    }
  }

  /** The two pixels are the scores: 0.8 and 0.2, normalized 1.2 and -1.2. */
  @Test
  void whatTheUserStatesIsAppliedToAClassifierMadeElsewhere() throws IOException {
    Path image = image(2, 1, 204, 51);
    double expected = 1 / (1 + Math.exp(-2.4));
    for (boolean softmax : new boolean[] {false, true}) {
      List<Prediction.ClassProbability> classes =
          predict(ForeignModels.twoPixels(softmax), STATED, image);
      assertThat(classes.get(0).name()).isEqualTo("left");
      assertThat(classes.get(0).probability())
          .as("softmax in the model: %s", softmax)
          .isCloseTo(expected, Offset.offset(1e-6));
      assertThat(classes.get(1).probability()).isCloseTo(1 - expected, Offset.offset(1e-6));
    }
  }

  @Test
  void aModelOfWhichNothingIsSaidIsRefused() {
    CheckedModel model = ForeignModels.twoPixels(false);
    assertThatThrownBy(() -> ImageContract.of(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "\"two.onnx\" was not exported by Rank1 and does not say how images become its input; say it with --mean, --std and --labels.");
    assertThatThrownBy(() -> new StatedInput(List.of(0.5), List.of(), List.of("a")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Give all three or none of mean, standard deviation and labels.");
    StatedInput colors =
        new StatedInput(List.of(0.5, 0.5, 0.5), List.of(1.0, 1.0, 1.0), List.of("a", "b"));
    assertThatThrownBy(() -> ImageContract.of(model, colors))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("\"two.onnx\" takes inputs of 1×1×2, but is to normalize 3 channels.");
    StatedInput flat = new StatedInput(List.of(0.5), List.of(0.0), List.of("a", "b"));
    assertThatThrownBy(() -> ImageContract.of(model, flat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("For mean and standard deviation: illegal mean [0.5]");
  }

  private static CheckedModel ours(Map<String, String> more) {
    Map<String, String> metadata = new TreeMap<>(more);
    metadata.put("product_version", "1");
    metadata.put("mean", "[0]");
    metadata.put("standard_deviation", "[1]");
    metadata.put("class_names", "[\"left\",\"right\"]");
    return ForeignModels.twoPixels(false, metadata);
  }

  @Test
  void whatOneOfOurFilesSaysIsNotSaidAgain() {
    assertThatThrownBy(() -> ImageContract.of(ours(Map.of()), STATED))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "\"two.onnx\" says itself how images become its input; --mean, --std and --labels are for models that do not.");
  }

  /** The middle two of four columns are those of an image that is twice as wide as high. */
  @Test
  void imagesAreCroppedForAModelTrainedOnCroppedOnesAndElseStretched() throws IOException {
    Path image = image(6, 1, 0, 0, 10, 200, 255, 255);
    CheckedModel cropped = ours(Map.of("dataset.option.resize", "crop"));
    CheckedModel stretched = ours(Map.of("dataset.option.resize", "stretch"));
    try (ImageModel crop = ImageModel.open(cropped, runtime());
        ImageModel stretch = ImageModel.open(stretched, runtime())) {
      ImageFile file = ImageFile.open(image);
      assertThat(crop.pixels(file)).containsExactly(10, (byte) 200);
      assertThat(stretch.pixels(file)[0]).isNotEqualTo((byte) 10);
    }
  }

  @Test
  void anOpenHeightOrWidthIsFixedByTheUser() throws IOException {
    CheckedModel open = ForeignModels.anySize();
    assertThatThrownBy(() -> InputShape.of(open))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "\"any.onnx\" leaves the shape [?, 1, ?, ?] of its input open; only the batch may be, so name the rest with --input 1x224x224.");
    CheckedModel fixed = InputShape.fix(open, FeatureShape.of(1, 2, 3));
    assertThat(InputShape.of(fixed)).isEqualTo(FeatureShape.of(1, 2, 3));
    assertThat(InputShape.fix(fixed, FeatureShape.of(1, 2, 3))).isSameAs(fixed);
    StatedInput one = new StatedInput(List.of(0.0), List.of(1.0), List.of("only"));
    assertThat(predict(fixed, one, image(3, 2, 0, 1, 2, 3, 4, 5)).get(0).probability())
        .isEqualTo(1);
    for (FeatureShape other :
        List.of(FeatureShape.of(3, 2, 3), FeatureShape.of(1, 2), FeatureShape.of(1, 2, 3, 4))) {
      assertThatThrownBy(() -> InputShape.fix(open, other))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "\"any.onnx\" takes inputs of shape [?, 1, ?, ?], which %s does not fit."
                  .formatted(other));
    }
  }

  @Test
  void largeScoresDoNotOverflow() {
    assertThat(ClassScores.softmax(new float[] {1e30f, 0, -1e30f})).containsExactly(1, 0, 0);
  }
}
