package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

class ImageFileTest {
  @TempDir private Path folder;

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("image." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private static int[] read(Path file, int channels, int height, int width) {
    byte[] pixels = ImageFile.read(file, FeatureShape.of(channels, height, width));
    int[] values = new int[pixels.length];
    Arrays.setAll(values, i -> pixels[i] & 0xFF);
    return values;
  }

  private static BufferedImage image(int type, int width, int height, int... samples) {
    BufferedImage image = new BufferedImage(width, height, type);
    image.getRaster().setPixels(0, 0, width, height, samples);
    return image;
  }

  @Test
  void greyPixelsComeAsTheyAreStored() throws IOException {
    int[] values = {0, 1, 60, 128, 200, 255};
    Path file = write(image(BufferedImage.TYPE_BYTE_GRAY, 3, 2, values), "png");
    assertThat(read(file, 1, 2, 3)).containsExactly(values);
    assertThat(read(file, 3, 2, 3))
        .containsExactly(0, 0, 0, 1, 1, 1, 60, 60, 60, 128, 128, 128, 200, 200, 200, 255, 255, 255);
  }

  @Test
  void sixteenBitsAreScaledToEight() throws IOException {
    Path file = write(image(BufferedImage.TYPE_USHORT_GRAY, 3, 1, 0, 32768, 65535), "png");
    assertThat(read(file, 1, 1, 3)).containsExactly(0, 128, 255);
  }

  @Test
  void colorsKeepTheirOrderAndBecomeLuma() throws IOException {
    Path file = write(image(BufferedImage.TYPE_INT_RGB, 2, 1, 200, 100, 50, 0, 0, 255), "png");
    assertThat(read(file, 3, 1, 2)).containsExactly(200, 100, 50, 0, 0, 255);
    // 0.299 · 200 + 0.587 · 100 + 0.114 · 50 = 124.2; 0.114 · 255 = 29.07
    assertThat(read(file, 1, 1, 2)).containsExactly(124, 29);
  }

  @Test
  void palettesAreLookedUp() throws IOException {
    byte[] red = {10, 20};
    byte[] green = {30, 40};
    byte[] blue = {50, 60};
    BufferedImage image =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue));
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {1, 0});
    assertThat(read(write(image, "png"), 3, 1, 2)).containsExactly(20, 40, 60, 10, 30, 50);
  }

  @Test
  void transparencyIsLaidOverWhite() throws IOException {
    Path file =
        write(
            image(BufferedImage.TYPE_INT_ARGB, 3, 1, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 51), "png");
    assertThat(read(file, 1, 1, 3)).containsExactly(255, 0, 204);
  }

  @Test
  void jpegIsReadUpToItsLoss() throws IOException {
    int[] samples = new int[16 * 16];
    Arrays.setAll(samples, i -> 8 * (i % 16) + 4 * (i / 16));
    Path file = write(image(BufferedImage.TYPE_BYTE_GRAY, 16, 16, samples), "jpg");
    int[] read = read(file, 1, 16, 16);
    for (int i = 0; i < samples.length; i++) {
      assertThat(Math.abs(read[i] - samples[i])).as("pixel %d", i).isLessThan(12);
    }
  }

  @Test
  void growingInterpolatesLinearlyBetweenCenters() throws IOException {
    Path file = write(image(BufferedImage.TYPE_BYTE_GRAY, 2, 1, 0, 100), "png");
    assertThat(read(file, 1, 2, 4)).containsExactly(0, 25, 75, 100, 0, 25, 75, 100);
  }

  @Test
  void shrinkingWeighsEverySourcePixelByATriangle() throws IOException {
    // Triangles of reach 2 around 0.5 and 2.5: weights 3/7, 3/7, 1/7 and their mirror image.
    Path file = write(image(BufferedImage.TYPE_BYTE_GRAY, 4, 1, 70, 140, 210, 7), "png");
    assertThat(read(file, 1, 1, 2)).containsExactly(120, (140 + 3 * 210 + 3 * 7) / 7);
    BufferedImage column = image(BufferedImage.TYPE_BYTE_GRAY, 1, 4, 70, 140, 210, 7);
    assertThat(read(write(column, "png"), 1, 2, 1)).containsExactly(120, 113);
  }

  @Test
  void anEvenImageStaysEvenAtEverySize() throws IOException {
    int[] samples = new int[13 * 7];
    Arrays.fill(samples, 93);
    Path file = write(image(BufferedImage.TYPE_BYTE_GRAY, 13, 7, samples), "png");
    for (int size = 1; size < 30; size++) {
      assertThat(read(file, 1, size, 31 - size)).containsOnly(93);
    }
  }

  private void assertRefused(Path file, FeatureShape shape, String sentence) {
    assertThatThrownBy(() -> ImageFile.read(file, shape))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(sentence);
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    FeatureShape shape = FeatureShape.of(1, 2, 2);
    Path text = Files.writeString(folder.resolve("a.png"), "no image");
    assertRefused(text, shape, "\"" + text + "\" is no PNG or JPEG image.");
    Path empty = Files.createFile(folder.resolve("empty.png"));
    assertRefused(empty, shape, "\"" + empty + "\" is no PNG or JPEG image.");
    Path other = write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "bmp");
    assertRefused(other, shape, "\"" + other + "\" is no PNG or JPEG image.");
    Path missing = folder.resolve("missing.png");
    assertRefused(missing, shape, "There is no image \"" + missing + "\".");
    assertRefused(folder, shape, "There is no image \"" + folder + "\".");
  }

  @Test
  void truncatedAndDamagedImagesAreRefused() throws IOException {
    int[] samples = new int[64 * 64];
    Arrays.setAll(samples, i -> i * 31 % 256);
    byte[] whole =
        Files.readAllBytes(write(image(BufferedImage.TYPE_BYTE_GRAY, 64, 64, samples), "png"));
    for (int length : new int[] {9, 20, 40, whole.length / 2}) {
      Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ImageFile.read(cut, FeatureShape.of(1, 2, 2)))
          .as("%d bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("\"" + cut + "\" is a damaged or unsupported PNG image: ");
    }
  }

  /** The header says 100,000 × 100,000; nothing of that size may be allocated. */
  @Test
  void hugeDeclaredSizesAreRefusedBeforeDecoding() throws IOException {
    Path small = write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(small));
    bytes.putInt(16, 100_000).putInt(20, 100_000);
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    Path huge = Files.write(folder.resolve("huge.png"), bytes.array());
    assertRefused(
        huge,
        FeatureShape.of(1, 2, 2),
        "\"" + huge + "\" declares 100000×100000 pixels, must be at most 33554432 in all.");
  }

  @Test
  void modelsOfOtherInputsAreRefused() throws IOException {
    Path file = write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png");
    assertRefused(
        file,
        FeatureShape.of(4, 2, 2),
        "Image files have 1 or 3 channels and two spatial axes, the model takes 4×2×2.");
    assertRefused(
        file,
        FeatureShape.of(1, 2),
        "Image files have 1 or 3 channels and two spatial axes, the model takes 1×2.");
  }
}
