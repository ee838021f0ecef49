package org.rank1.experiments.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;

class ClassMatchTest {
  private static ImageDataset data(List<String> classNames, int... labels) {
    ImageSet images = new ImageSet(FeatureShape.of(1, 1, 1), new byte[labels.length], labels);
    return new ImageDataset(
        "birds", "here", images, images, new InputContract(List.of(0.0), List.of(1.0), classNames));
  }

  private static int[] match(List<String> ofModel, ImageDataset data) {
    return ClassMatch.labels("m.onnx", ofModel, data, data.test());
  }

  @Test
  void labelsFollowTheNames() {
    ImageDataset data = data(List.of("crow", "owl", "wren"), 0, 2, 1, 0);
    assertThat(match(List.of("crow", "owl", "wren"), data)).containsExactly(0, 2, 1, 0);
    assertThat(match(List.of("wren", "crow", "kite", "owl"), data)).containsExactly(1, 0, 3, 1);
  }

  @Test
  void aClassOfWhichThereAreNoImagesNeedNotBeKnown() {
    assertThat(match(List.of("wren", "owl"), data(List.of("crow", "owl", "wren"), 1, 2)))
        .containsExactly(1, 0);
  }

  @Test
  void aClassThatTheModelLacksOrHasTwiceIsRefused() {
    ImageDataset data = data(List.of("crow", "owl"), 1, 0);
    assertThatThrownBy(() -> match(List.of("owl", "wren"), data))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Images of \"birds\" are of the class \"crow\", which m.onnx does not have; its classes are owl, wren. Name another data set with --dataset.");
    assertThatThrownBy(() -> match(List.of("owl", "crow", "crow"), data))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("which m.onnx has more than once");
    List<String> twice = List.of("crow", "crow");
    assertThat(match(twice, data(twice, 1, 0))).containsExactly(1, 0);
  }
}
