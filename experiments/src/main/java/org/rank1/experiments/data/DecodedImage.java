package org.rank1.experiments.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.rank1.io.InvalidInputException;

/** A PNG or JPEG file as red, green and blue; transparency is left out. */
final class DecodedImage {
  /** More than any photograph, and little enough to hold beside a data set. */
  private static final long MOST_PIXELS = 1L << 26;

  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  /** What a reader only warns of, and then makes up what is missing. */
  private static final Pattern DAMAGE =
      Pattern.compile("truncated|premature|corrupt", Pattern.CASE_INSENSITIVE);

  private final Path file;
  private final BufferedImage image;

  private DecodedImage(Path file, BufferedImage image) {
    this.file = file;
    this.image = image;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if it is no image, a broken or a huge one, naming the file
   */
  static DecodedImage read(Path file) {
    if (!Files.isReadable(file)) {
      throw refused(file, "cannot be opened");
    }
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      ImageReader reader = reader(file, in);
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels < 1 || pixels > MOST_PIXELS) {
          throw refused(
              file,
              "is %d×%d, must have at most %d pixels"
                  .formatted(reader.getWidth(0), reader.getHeight(0), MOST_PIXELS));
        }
        reader.addIIOReadWarningListener(
            (source, warning) -> {
              if (DAMAGE.matcher(warning).find()) {
                throw new IllegalArgumentException(warning);
              }
            });
        return new DecodedImage(file, reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (InvalidInputException refused) {
      throw refused;
    } catch (IOException | RuntimeException e) { // broken files make the platform throw anything
      throw new InvalidInputException(
          "The image \"%s\" is broken: %s.".formatted(file, firstLine(e)), e);
    }
  }

  private static ImageReader reader(Path file, ImageInputStream in) throws IOException {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    throw refused(file, "is neither PNG nor JPEG, whatever its name says");
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
  }

  private static InvalidInputException refused(Path file, String what) {
    return new InvalidInputException("The image \"%s\" %s.".formatted(file, what));
  }

  /** Rows. */
  int height() {
    return image.getHeight();
  }

  /** Columns. */
  int width() {
    return image.getWidth();
  }

  /**
   * Writes the image, channels last, in the wanted size and color.
   *
   * @throws InvalidInputException if it has another size and that is not allowed
   */
  void writeInto(ImageFolderOptions wanted, byte[] target, int offset) {
    int height = wanted.height();
    int width = wanted.width();
    double top = 0;
    double left = 0;
    double rows = height();
    double columns = width();
    if (height != height() || width != width()) {
      if (wanted.resize() == ImageFolderOptions.Resize.NONE) {
        throw refused(
            file,
            "is %d×%d (height × width), must be %d×%d, unless dataset.resize is stretch or crop"
                .formatted(height(), width(), height, width));
      }
      if (wanted.resize() == ImageFolderOptions.Resize.CROP) {
        double scale = Math.min(rows / height, columns / width);
        top = (rows - height * scale) / 2;
        left = (columns - width * scale) / 2;
        rows = height * scale;
        columns = width * scale;
      }
    }
    int[] rgb = pixels();
    AreaMean vertical = new AreaMean(height(), top, rows, height);
    AreaMean horizontal = new AreaMean(width(), left, columns, width);
    int[] color = new int[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        AreaMean.mean(rgb, vertical, y, horizontal, x, color);
        int pixel = offset + (y * width + x) * wanted.channels();
        if (wanted.color() == ImageFolderOptions.Color.RGB) {
          for (int c = 0; c < 3; c++) {
            target[pixel + c] = (byte) color[c];
          }
        } else {
          target[pixel] = (byte) ((299 * color[0] + 587 * color[1] + 114 * color[2] + 500) / 1000);
        }
      }
    }
  }

  /** Rows of pixels {@code 0xRRGGBB}. */
  private int[] pixels() {
    if (image.getColorModel().getColorSpace().getType() != ColorSpace.TYPE_GRAY) {
      return image.getRGB(0, 0, width(), height(), null, 0, width());
    }
    // getRGB would take the samples for linear light and brighten them
    Raster raster = image.getRaster();
    int[] samples = raster.getSamples(0, 0, width(), height(), 0, (int[]) null);
    int bits = image.getColorModel().getComponentSize(0);
    int highest = (1 << bits) - 1;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (int) ((samples[i] * 255L + highest / 2) / highest) * 0x010101;
    }
    return samples;
  }
}
