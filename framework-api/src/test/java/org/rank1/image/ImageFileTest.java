package org.rank1.image;

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
    byte[] pixels =
        ImageFile.open(file).read(FeatureShape.of(channels, height, width), Resize.STRETCH);
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

  /** Uneven in both axes, so that every orientation gives another picture. */
  @Test
  void imagesAreTurnedUprightAsTheirExifOrientationSays() throws IOException {
    Path stored = write(image(BufferedImage.TYPE_BYTE_GRAY, 3, 2, 1, 2, 3, 4, 5, 6), "png");
    byte[] plain = Files.readAllBytes(stored);
    int[][] upright = {
      {1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
      {1, 4, 2, 5, 3, 6}, {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}
    };
    for (boolean littleEndian : new boolean[] {false, true}) {
      for (int orientation = 1; orientation <= 8; orientation++) {
        byte[] exif = Exif.orientation(orientation, littleEndian);
        Path file = Files.write(folder.resolve("turned.png"), Exif.inPng(plain, exif));
        int height = orientation > 4 ? 3 : 2;
        ImageFile image = ImageFile.open(file);
        assertThat(image.height()).isEqualTo(height);
        assertThat(image.width()).isEqualTo(5 - height);
        assertThat(image.turned().orElse(1)).isEqualTo(orientation);
        byte[] read = image.read(FeatureShape.of(1, height, 5 - height), Resize.NONE);
        for (int i = 0; i < 6; i++) {
          assertThat(read[i]).as("pixel %d", i).isEqualTo((byte) upright[orientation - 1][i]);
        }
      }
    }
  }

  @Test
  void photographsCarryTheirOrientationInAnApplicationSegment() throws IOException {
    int[] samples = new int[16 * 8];
    Arrays.setAll(samples, i -> i % 16 < 8 ? 20 : 230); // left dark, right bright
    byte[] plain =
        Files.readAllBytes(write(image(BufferedImage.TYPE_BYTE_GRAY, 16, 8, samples), "jpg"));
    Path file =
        Files.write(folder.resolve("photo.jpg"), Exif.inJpeg(plain, Exif.orientation(6, true)));
    byte[] read = ImageFile.open(file).read(FeatureShape.of(1, 16, 8), Resize.NONE);
    assertThat(read[0] & 0xFF).as("top").isLessThan(40);
    assertThat(read[127] & 0xFF).as("bottom").isGreaterThan(210);
  }

  @Test
  void brokenExifIsNoOrientation() throws IOException {
    byte[] plain =
        Files.readAllBytes(
            write(image(BufferedImage.TYPE_BYTE_GRAY, 3, 2, 1, 2, 3, 4, 5, 6), "png"));
    byte[] exif = Exif.orientation(6, false);
    for (int cut = 0; cut < exif.length - 4; cut++) {
      byte[] wrong = Arrays.copyOf(exif, cut);
      Path file = Files.write(folder.resolve("wrong.png"), Exif.inPng(plain, wrong));
      assertThat(ImageFile.open(file).turned()).as("%d bytes", cut).isEmpty();
    }
    byte[] nine = Exif.orientation(9, false);
    Path file = Files.write(folder.resolve("nine.png"), Exif.inPng(plain, nine));
    assertThat(ImageFile.open(file).turned()).isEmpty();
  }

  /** Ink as stored, as Adobe stores it, and as Adobe stores it in YCbCr. */
  @Test
  void fourInksBecomeColors() throws IOException {
    Path file = folder.resolve("ink.jpg");
    byte[] plain = Jpegs.ofFourChannels(8, 8, 200, 100, 0, 51);
    Files.write(file, plain);
    assertColor(file, 44, 124, 204); // (255 - ink) (255 - 51) / 255
    Files.write(file, Jpegs.withAdobe(plain, 0));
    assertColor(file, 40, 20, 0); // ink · 51 / 255
    Files.write(file, Jpegs.withAdobe(Jpegs.ofFourChannels(8, 8, 100, 128, 128, 255), 2));
    assertColor(file, 100, 100, 100);
    Files.write(file, Jpegs.withAdobe(Jpegs.ofFourChannels(8, 8, 76, 85, 255, 255), 2));
    assertColor(file, 254, 0, 0); // JFIF's YCbCr of pure red
  }

  private static void assertColor(Path file, int... rgb) {
    int[] read = read(file, 3, 8, 8);
    for (int i = 0; i < read.length; i++) {
      assertThat(Math.abs(read[i] - rgb[i % 3]))
          .as("%d, not %d", read[i], rgb[i % 3])
          .isLessThan(4);
    }
  }

  @Test
  void croppingTakesTheMiddle() throws IOException {
    Path wide =
        write(image(BufferedImage.TYPE_BYTE_GRAY, 6, 2, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0), "png");
    FeatureShape square = FeatureShape.of(1, 2, 2);
    assertThat(ImageFile.open(wide).read(square, Resize.CROP)).containsExactly(1, 2, 3, 4);
    Path high = write(image(BufferedImage.TYPE_BYTE_GRAY, 2, 4, 9, 9, 1, 2, 3, 4, 9, 9), "png");
    assertThat(ImageFile.open(high).read(square, Resize.CROP)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void anotherSizeIsRefusedWhereNothingIsResized() throws IOException {
    Path file = write(image(BufferedImage.TYPE_BYTE_GRAY, 3, 2, 1, 2, 3, 4, 5, 6), "png");
    assertThatThrownBy(() -> ImageFile.open(file).read(FeatureShape.of(1, 3, 2), Resize.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "The image \"%s\" is 2×3 (height × width), must be 3×2, unless dataset.resize is stretch or crop."
                .formatted(file));
  }

  @Test
  void aPhotographThatEndsTooEarlyIsNotFilledUp() throws IOException {
    int[] samples = new int[64 * 64];
    Arrays.setAll(samples, i -> i * 37 % 251);
    byte[] whole =
        Files.readAllBytes(write(image(BufferedImage.TYPE_BYTE_GRAY, 64, 64, samples), "jpg"));
    for (int percent : new int[] {40, 70, 95}) {
      byte[] start = Arrays.copyOf(whole, whole.length * percent / 100);
      Path cut = Files.write(folder.resolve("cut.jpg"), start);
      assertThatThrownBy(() -> ImageFile.open(cut).read(FeatureShape.of(1, 8, 8), Resize.CROP))
          .as("%d %%", percent)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("The image \"" + cut + "\" is broken: ");
    }
  }

  private void assertRefused(Path file, FeatureShape shape, String sentence) {
    assertThatThrownBy(() -> ImageFile.open(file).read(shape, Resize.STRETCH))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(sentence);
  }

  private static String noImage(Path file) {
    return "The image \"" + file + "\" is neither PNG nor JPEG, whatever its name says.";
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    FeatureShape shape = FeatureShape.of(1, 2, 2);
    Path text = Files.writeString(folder.resolve("a.png"), "no image");
    assertRefused(text, shape, noImage(text));
    Path empty = Files.createFile(folder.resolve("empty.png"));
    assertRefused(empty, shape, noImage(empty));
    Path other = write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "bmp");
    assertRefused(other, shape, noImage(other));
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
      assertThatThrownBy(() -> ImageFile.open(cut).read(FeatureShape.of(1, 2, 2), Resize.STRETCH))
          .as("%d bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("The image \"" + cut + "\" is broken: ");
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
        "The image \""
            + huge
            + "\" declares 100000×100000 pixels (height × width), must have at least 1 and at most 33554432 in all.");
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
