package org.rank1.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  @Test
  void rowsAreWhatImagesAreAndColumnsWhatTheyWereTakenFor() {
    ConfusionMatrix confusion =
        ConfusionMatrix.of(
            List.of("cat", "dog", "cow"),
            new int[] {0, 0, 0, 1, 1, 2},
            new int[] {0, 1, 1, 1, 0, 1});
    assertThat(confusion.counts())
        .containsExactly(List.of(1, 2, 0), List.of(1, 1, 0), List.of(0, 1, 0));
    assertThat(confusion.accuracy()).isEqualTo(2.0 / 6);
  }

  @Test
  void aMatrixThatIsNotSquareIsRefused() {
    assertThatThrownBy(() -> new ConfusionMatrix(List.of("a", "b"), List.of(List.of(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("illegal counts, must be 2 rows of 2 for as many classes");
  }
}
