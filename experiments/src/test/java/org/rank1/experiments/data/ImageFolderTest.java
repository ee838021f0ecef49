package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.data.ImageFolderOptions.Color;
import org.rank1.experiments.data.ImageFolderOptions.OnBroken;
import org.rank1.image.Resize;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

final class ImageFolderTest {
  private static final int RED = 0xFF0000;
  private static final int BLUE = 0x0000FF;

  @TempDir Path folder;

  @Test
  void foldersAreClassesAndFilesAreTakenByName() throws IOException {
    two();
    write("train/dog/.hidden", "not an image");
    ImageDataset data = load(new ImageFolderOptions());
    assertThat(data.origin()).isEqualTo(folder + " (3 training images, 1 test images)");
    assertThat(data.input().classNames()).containsExactly("cat", "dog");
    assertThat(data.train().shape()).isEqualTo(FeatureShape.of(3, 2, 4));
    assertThat(data.train().labels()).containsExactly(0, 1, 1);
    assertThat(data.test().labels()).containsExactly(1);
    assertThat(Arrays.copyOf(data.train().pixels(), 3)).containsExactly(255, 0, 0);
    assertThat(Arrays.copyOfRange(data.train().pixels(), 24, 27)).containsExactly(0, 0, 255);
    assertThat(data.input().mean().get(0)).isEqualTo(1 / 3d);
    assertThat(data.input().mean().get(2)).isEqualTo(2 / 3d);
  }

  private void two() throws IOException {
    png("train/cat/a.png", image(4, 2, RED));
    png("train/dog/a.png", image(4, 2, BLUE));
    png("train/dog/b.PNG", image(4, 2, BLUE));
    png("test/dog/x.png", image(4, 2, RED));
  }

  @Test
  void everyPixelArrivesAsItWasStored() throws IOException {
    Random random = new Random(5);
    BufferedImage rgb = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
    BufferedImage alpha = new BufferedImage(5, 3, BufferedImage.TYPE_INT_ARGB);
    BufferedImage grey = new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(5, 3, BufferedImage.TYPE_USHORT_GRAY);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 5; x++) {
        int color = random.nextInt(1 << 24);
        rgb.setRGB(x, y, color);
        alpha.setRGB(x, y, color | 0x80000000);
        grey.getRaster().setSample(x, y, 0, color & 0xFF);
        deep.getRaster().setSample(x, y, 0, (color & 0xFF) * 257);
      }
    }
    png("train/a/1.png", rgb);
    png("train/a/2.png", alpha);
    png("train/a/3.png", grey);
    png("train/a/4.png", deep);
    png("test/a/1.png", grey);
    byte[] pixels = load(new ImageFolderOptions()).train().pixels();
    for (int i = 0; i < 15; i++) {
      int color = rgb.getRGB(i % 5, i / 5);
      for (int c = 0; c < 3; c++) {
        int stored = color >> (16 - 8 * c) & 0xFF;
        assertThat(pixels[i * 3 + c] & 0xFF).isEqualTo(stored);
        // half transparent, over white
        double over = 255 + (stored - 255) * 0x80 / 255.0;
        assertThat((double) (pixels[45 + i * 3 + c] & 0xFF)).isCloseTo(over, within(0.51));
        assertThat(pixels[90 + i * 3 + c] & 0xFF).isEqualTo(color & 0xFF);
        assertThat(pixels[135 + i * 3 + c] & 0xFF).isEqualTo(color & 0xFF);
      }
    }
    byte[] luma = load(new ImageFolderOptions(0, 0, Resize.NONE, Color.GREY)).train().pixels();
    assertThat(luma).hasSize(60);
    int first = rgb.getRGB(0, 0);
    assertThat((double) (luma[0] & 0xFF))
        .isCloseTo(
            0.299 * (first >> 16 & 0xFF) + 0.587 * (first >> 8 & 0xFF) + 0.114 * (first & 0xFF),
            within(0.5));
    assertThat(luma[30] & 0xFF).isEqualTo(first & 0xFF);
  }

  @Test
  void jpegFilesAreReadToo() throws IOException {
    two();
    Path file = folder.resolve("train/cat/b.jpeg");
    assertThat(ImageIO.write(image(4, 2, 0x808080), "jpg", file.toFile())).isTrue();
    ImageDataset data = load(new ImageFolderOptions());
    assertThat(data.train().labels()).containsExactly(0, 0, 1, 1);
    assertThat(data.train().pixels()[24] & 0xFF).isBetween(126, 130);
  }

  @Test
  void anImageOfAnotherSizeIsRefusedOrResized() throws IOException {
    two();
    // left half red, right half blue, and twice as large
    BufferedImage large = image(8, 4, RED);
    for (int i = 0; i < 16; i++) {
      large.setRGB(4 + i % 4, i / 4, BLUE);
    }
    png("test/dog/y.png", large);
    refused(
        "The image \"%s\" is 4×8 (height × width), must be 2×4, unless dataset.resize is stretch or crop."
            .formatted(folder.resolve("test/dog/y.png")));
    byte[] halved = test(new ImageFolderOptions(0, 0, Resize.STRETCH, Color.RGB), 24);
    assertThat(halved)
        .containsExactly(
            255, 0, 0, 223, 0, 32, 32, 0, 223, 0, 0, 255, 255, 0, 0, 223, 0, 32, 32, 0, 223, 0, 0,
            255);
    byte[] one = test(new ImageFolderOptions(1, 1, Resize.STRETCH, Color.RGB), 3);
    assertThat(one).containsExactly(128, 0, 128);
    // the middle 4×4 of the 4×8
    byte[] cropped = test(new ImageFolderOptions(2, 2, Resize.CROP, Color.RGB), 12);
    assertThat(cropped).containsExactly(223, 0, 32, 32, 0, 223, 223, 0, 32, 32, 0, 223);
    byte[] enlarged = test(new ImageFolderOptions(4, 16, Resize.STRETCH, Color.RGB), 192);
    assertThat(Arrays.copyOfRange(enlarged, 21, 27)).containsExactly(191, 0, 64, 64, 0, 191);
  }

  /** The bytes of the second test image. */
  private byte[] test(ImageFolderOptions options, int size) {
    byte[] pixels = load(options).test().pixels();
    assertThat(pixels).hasSize(2 * size);
    return Arrays.copyOfRange(pixels, size, 2 * size);
  }

  @Test
  void aBrokenImageIsNamed() throws IOException {
    two();
    Path file = folder.resolve("train/cat/a.png");
    byte[] good = Files.readAllBytes(file);
    byte[] pixels = load(new ImageFolderOptions()).train().pixels();
    int refused = 0;
    for (int cut = 0; cut < good.length; cut++) {
      Files.write(file, Arrays.copyOf(good, cut));
      try { // without the checksums at its end, an image is whole
        assertThat(load(new ImageFolderOptions()).train().pixels()).isEqualTo(pixels);
      } catch (InvalidInputException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("The image \"" + file + "\" ").endsWith(".");
      }
    }
    assertThat(refused).isGreaterThan(good.length / 2);
    Files.writeString(file, "GIF89a");
    refused("The image \"" + file + "\" is neither PNG nor JPEG, whatever its name says.");
    byte[] huge = good.clone();
    huge[16] = 0x7F; // the first byte of the width
    Files.write(file, huge);
    assertThatThrownBy(() -> load(new ImageFolderOptions()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("The image \"" + file + "\" ");
  }

  @Test
  void anImageThatEndsTooEarlyIsNotFilledUp() throws IOException {
    BufferedImage noise = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(6);
    for (int i = 0; i < 64 * 48; i++) {
      noise.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
    }
    png("test/a/1.png", noise);
    for (String format : new String[] {"png", "jpg"}) {
      Path file = folder.resolve("train/a/1." + format);
      Files.createDirectories(file.getParent());
      assertThat(ImageIO.write(noise, format, file.toFile())).isTrue();
      assertThat(load(new ImageFolderOptions()).train().count()).isEqualTo(1);
      byte[] good = Files.readAllBytes(file);
      for (double share : new double[] {0.3, 0.5, 0.9, 0.99}) {
        Files.write(file, Arrays.copyOf(good, (int) (good.length * share)));
        assertThatThrownBy(() -> load(new ImageFolderOptions()))
            .as("%s of %s", share, format)
            .isInstanceOf(InvalidInputException.class)
            .hasMessageStartingWith("The image \"" + file + "\" is broken: ");
      }
      Files.delete(file);
    }
  }

  @Test
  void whatDoesNotBelongThereIsNamed() throws IOException {
    two();
    Path stray = write("train/notes.txt", "x");
    refused(
        "\"%s\" does not belong there: \"%s\" must hold a folder for each class."
            .formatted(stray, folder.resolve("train")));
    Files.delete(stray);
    stray = write("train/cat/notes.txt", "x");
    refused(
        "\"" + stray + "\" does not belong there, must be a file that ends in .png, .jpg, .jpeg.");
    Files.delete(stray);
    Path empty = Files.createDirectory(folder.resolve("train/eel"));
    refused("The class \"" + empty + "\" has no images.");
    Files.delete(empty);
    png("test/dogs/a.png", image(4, 2, RED));
    refused(
        "Unknown class \"dogs\" at %s. Available: cat, dog. Did you mean \"dog\"?"
            .formatted(folder.resolve("test/dogs")));
  }

  @Test
  void linksMayNotLeadOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
    two();
    Path secret = elsewhere.resolve("secret.png");
    ImageIO.write(image(4, 2, RED), "png", secret.toFile());
    Path link = folder.resolve("train/cat/link.png");
    Files.createSymbolicLink(link, folder.resolve("train/dog/a.png"));
    assertThat(load(new ImageFolderOptions()).train().count()).isEqualTo(4);
    Files.delete(link);
    Files.createSymbolicLink(link, secret);
    refused("\"%s\" is a link that leads out of \"%s\".".formatted(link, folder.toRealPath()));
  }

  @Test
  void filesOfAClassMayLieInFoldersOfItsOwn() throws IOException {
    two();
    png("train/cat/2024/may/b.png", image(4, 2, RED));
    png("train/cat/2023/c.png", image(4, 2, BLUE));
    ImageDataset data = load(new ImageFolderOptions());
    assertThat(data.input().classNames()).containsExactly("cat", "dog");
    assertThat(data.train().labels()).containsExactly(0, 0, 0, 1, 1);
    assertThat(data.train().pixels()[2]).as("2023/c.png is blue").isEqualTo((byte) 255);
  }

  @Test
  void foldersThatGoRoundAreRefused() throws IOException {
    two();
    Files.createSymbolicLink(folder.resolve("train/cat/again"), folder.resolve("train"));
    assertThatThrownBy(() -> load(new ImageFolderOptions()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(" lies more than 32 folders deep.");
  }

  private void unsplit() throws IOException {
    for (int i = 0; i < 10; i++) {
      png("cat/%d.png".formatted(i), image(4, 2, RED + i));
      png("dog/more/%d.png".formatted(i), image(4, 2, i));
    }
    png("eel/only.png", image(4, 2, 99));
  }

  @Test
  void whatIsNotSplitIsSplitClassByClass() throws IOException {
    unsplit();
    ImageDataset data = load(new ImageFolderOptions());
    assertThat(data.origin())
        .isEqualTo(folder + ", split by seed 1 (17 training images, 4 test images)");
    assertThat(data.input().classNames()).containsExactly("cat", "dog", "eel");
    assertThat(data.test().labels()).containsExactly(0, 0, 1, 1);
    Set<String> all = new HashSet<>();
    for (ImageSet part : List.of(data.train(), data.test())) {
      for (int i = 0; i < part.count(); i++) {
        all.add(Arrays.toString(Arrays.copyOfRange(part.pixels(), 24 * i, 24 * i + 3)));
      }
    }
    assertThat(all).as("every image once").hasSize(21);
    assertThat(load(new ImageFolderOptions()).test().pixels()).isEqualTo(data.test().pixels());
    assertThat(load(split(0.5, 1)).test().count()).isEqualTo(10);
    assertThat(load(split(0.2, 2)).test().pixels()).isNotEqualTo(data.test().pixels());
    // another class does not move the images of the others
    png("fox/1.png", image(4, 2, 77));
    assertThat(load(new ImageFolderOptions()).test().pixels()).isEqualTo(data.test().pixels());
  }

  private static ImageFolderOptions split(double share, long seed) {
    return new ImageFolderOptions(0, 0, Resize.NONE, Color.RGB, OnBroken.FAIL, share, seed);
  }

  @Test
  void halfASplitIsRefused() throws IOException {
    png("train/cat/1.png", image(4, 2, RED));
    png("val/cat/1.png", image(4, 2, RED));
    refused(
        "\"%s\" holds a folder \"train\" but none \"test\"; give it both, or only folders that are classes."
            .formatted(folder));
  }

  @Test
  void brokenImagesAreLeftOutWhereThatIsAskedFor() throws IOException {
    two();
    Path wreck = write("train/cat/0.png", "no image");
    byte[] whole = Files.readAllBytes(folder.resolve("train/dog/b.PNG"));
    Files.write(folder.resolve("train/dog/c.png"), Arrays.copyOf(whole, whole.length / 2));
    refused("The image \"" + wreck + "\" is neither PNG nor JPEG, whatever its name says.");
    ImageFolderOptions skip =
        new ImageFolderOptions(0, 0, Resize.NONE, Color.RGB, OnBroken.SKIP, 0.2, 1);
    ImageDataset data = load(skip);
    assertThat(data.train().labels()).containsExactly(0, 1, 1);
    assertThat(data.train().pixels()).hasSize(3 * 24);
    assertThat(data.origin())
        .isEqualTo(
            folder
                + " (3 training images, 1 test images; 2 broken left out, the first \""
                + wreck
                + "\")");
    Files.writeString(folder.resolve("test/dog/x.png"), "no image");
    assertThatThrownBy(() -> load(skip))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("None of 1 images can be read, the first is \"");
  }

  @Test
  void imagesThatDoNotFitIntoMemoryAreDecodedWhenTheyAreAskedFor() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 12; i++) {
      png("train/%c/%d.png".formatted('a' + i % 3, i), image(4, 2, random.nextInt(1 << 24)));
      png("test/%c/%d.png".formatted('a' + i % 3, i), image(4, 2, random.nextInt(1 << 24)));
    }
    ImageDataset held = load(new ImageFolderOptions());
    ImageDataset decoded = new ImageFolder(new ImageFolderOptions(), Map.of(), 575).load(folder);
    assertThat(decoded.origin()).endsWith("; decoded batch by batch, they do not fit into memory)");
    assertThat(decoded.input()).isEqualTo(held.input());
    for (int[] some : new int[][] {{0}, {11, 3, 3}}) {
      assertThat(decoded.train().subset(some).pixels())
          .isEqualTo(held.train().subset(some).pixels());
    }
    assertThat(decoded.test().first(5).pixels()).isEqualTo(held.test().first(5).pixels());
    assertThat(decoded.test().labels()).isEqualTo(held.test().labels());
    float[] one = new float[24];
    float[] other = new float[24];
    held.train().normalizeInto(7, held.input(), one, 0);
    decoded.train().normalizeInto(7, decoded.input(), other, 0);
    assertThat(other).isEqualTo(one);
    Path gone = folder.resolve("train/a/0.png");
    Files.delete(gone);
    assertThatThrownBy(() -> decoded.train().pixels())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("There is no image \"" + gone + "\".");
    assertThat(new ImageFolder(new ImageFolderOptions(), Map.of(), 576).load(folder).origin())
        .as("exactly as much as they need")
        .doesNotContain("decoded");
  }

  @Test
  void forANetworkThatExistsImagesAreBroughtToItsShape() throws IOException {
    two();
    ImageFolder data = new ImageFolder(new ImageFolderOptions(), Map.of());
    ImageDataset grey = data.load(folder, FeatureShape.of(1, 4, 4));
    assertThat(grey.train().shape()).isEqualTo(FeatureShape.of(1, 4, 4));
    assertThat(grey.origin()).endsWith("; 4 stretched to 4×4)");
    assertThatThrownBy(() -> data.load(folder, FeatureShape.of(4, 2, 2)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1 or 3 channels");
  }

  @Test
  void withoutFilesItSaysHowToGiveThem() {
    assertThatThrownBy(() -> new ImageFolder(new ImageFolderOptions(), Map.of()).load(null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "There are no files of image-folder. Give the folder that holds train/CLASS/*.png or .jpg and test/CLASS/*.png or .jpg, or CLASS/*.png or .jpg to be split with --data DIR, or in the environment variable RANK1_DATA.");
  }

  private ImageDataset load(ImageFolderOptions options) {
    return new ImageFolder(options, Map.of()).load(folder);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> load(new ImageFolderOptions()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static BufferedImage image(int width, int height, int color) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, color);
    }
    return image;
  }

  private void png(String path, BufferedImage image) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  private Path write(String path, String text) throws IOException {
    return Files.writeString(folder.resolve(path), text);
  }
}
