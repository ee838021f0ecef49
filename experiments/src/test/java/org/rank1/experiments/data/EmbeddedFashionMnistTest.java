package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;
import org.rank1.provenance.Sha256;

final class EmbeddedFashionMnistTest {
  private final IdxFiles embedded = EmbeddedFashionMnist.files();

  @Test
  void everyClassHasItsShareInAShuffledOrder() {
    assertStratified(embedded.train(10), 1200);
    assertStratified(embedded.test(10), 200);
  }

  private static void assertStratified(ImageSet images, int perClass) {
    assertThat(images.shape()).isEqualTo(FeatureShape.of(1, 28, 28));
    assertThat(images.count()).isEqualTo(10 * perClass);
    for (int label = 0; label < 10; label++) {
      int wanted = label;
      assertThat(Arrays.stream(images.labels()).filter(l -> l == wanted).count())
          .isEqualTo(perClass);
    }
    // a limit takes the first images, which must not be of few classes
    assertThat(Arrays.stream(images.labels()).limit(100).distinct().count()).isEqualTo(10);
  }

  @Test
  void theContentIsTheOneThatResultsWereMeasuredOn() {
    assertThat(Sha256.of(embedded.train(10).pixels()))
        .isEqualTo("62458bef87b6a2ae9bf86dcb360c9c00a5f4afc69995e51e48c027a20ff42eea");
    assertThat(Sha256.of(embedded.test(10).pixels()))
        .isEqualTo("64381bd5464b55aedf9aa9c1a55066a3a1d7845a17a83690d8261a501c78841c");
  }

  @Test
  void theLicenceStandsBesideIt() throws IOException {
    try (var licence = getClass().getResourceAsStream("fashion-mnist/LICENSE")) {
      assertThat(new String(licence.readAllBytes(), StandardCharsets.UTF_8))
          .contains("MIT License", "Zalando SE", "WITHOUT WARRANTY OF ANY KIND");
    }
  }

  @Test
  void drawingItAgainFromTheFullFilesGivesTheSame() {
    assumeThat(Files.isDirectory(FashionMnist.SYSTEM_FOLDER)).isTrue();
    IdxFiles full = IdxFiles.in(FashionMnist.SYSTEM_FOLDER).orElseThrow();
    assertSame(EmbeddedFashionMnist.train(full), embedded.train(10));
    assertSame(EmbeddedFashionMnist.test(full), embedded.test(10));
  }

  @Test
  void theFourFilesAreWrittenAsTheyAreRead(@TempDir Path root) throws IOException {
    ImageSet images = IdxWriterTest.images(FeatureShape.of(1, 3, 3), 40_000);
    IdxWriterTest.write(root.resolve("full"), images);
    EmbeddedFashionMnist.draw(root.resolve("full"), root.resolve("drawn"));
    IdxFiles drawn = IdxFiles.in(root.resolve("drawn")).orElseThrow();
    assertThat(drawn.train(10).count()).isEqualTo(12_000);
    assertThat(drawn.test(10).count()).isEqualTo(2_000);
  }

  private static void assertSame(ImageSet drawn, ImageSet embedded) {
    assertThat(drawn.labels()).isEqualTo(embedded.labels());
    assertThat(Arrays.equals(drawn.pixels(), embedded.pixels())).isTrue();
  }
}
