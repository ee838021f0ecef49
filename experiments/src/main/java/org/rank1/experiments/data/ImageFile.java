package org.rank1.experiments.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * PNG and JPEG files as the pixels of a network's input.
 *
 * <p>Transparent pixels are laid over white, as viewers show them. Grey is Rec. 601 luma, {@code
 * 0.299 R + 0.587 G + 0.114 B}, of the stored values; a grey image gives equal red, green and blue.
 * The whole image is stretched to the size the network wants, see {@link Resampling}.
 */
public final class ImageFile {
  /** The most pixels that are decoded, 32 Mi; what a file declares is looked at first. */
  static final long MAX_PIXELS = 1L << 25;

  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  private ImageFile() {}

  /**
   * Reads an image.
   *
   * @param shape one or three channels, two spatial axes: height and width
   * @return bytes, channels last: {@code [H, W, C]}
   * @throws InvalidInputException if the file is missing, no image, damaged or too large, or the
   *     shape is not that of an image
   */
  public static byte[] read(Path file, FeatureShape shape) {
    if (shape.spatial().size() != 2 || (shape.channels() != 1 && shape.channels() != 3)) {
      throw new InvalidInputException(
          "Image files have 1 or 3 channels and two spatial axes, the model takes %s."
              .formatted(shape));
    }
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("There is no image \"%s\".".formatted(file));
    }
    BufferedImage image;
    // A stream on the file itself: the registry's own choice may copy everything to a cache first.
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      image = decode(file, in);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read the image \"%s\": %s.".formatted(file, e.getMessage()), e);
    }
    return new Resampling(image.getWidth(), image.getHeight(), shape)
        .apply((y, row) -> readRow(image, y, row));
  }

  private static BufferedImage decode(Path file, ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      try {
        if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          reader.setInput(in, true, true);
          return decode(file, reader);
        }
      } finally {
        reader.dispose();
      }
    }
    throw new InvalidInputException("\"%s\" is no PNG or JPEG image.".formatted(file));
  }

  private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
    try {
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > MAX_PIXELS) {
        throw new InvalidInputException(
            "\"%s\" declares %d×%d pixels, must be at most %d in all."
                .formatted(file, width, height, MAX_PIXELS));
      }
      return reader.read(0);
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // On damaged files decoders fail in many ways, index and argument errors among them.
      throw new InvalidInputException(
          "\"%s\" is a damaged or unsupported %s image: %s."
              .formatted(file, reader.getFormatName().toUpperCase(Locale.ROOT), reason(e)),
          e);
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.lines().findFirst().orElse("");
    return line.endsWith(".") || line.endsWith("!") ? line.substring(0, line.length() - 1) : line;
  }

  /** Red, green and blue of a row, from 0 to 255, one after the other per pixel. */
  private static void readRow(BufferedImage image, int y, float[] row) {
    ColorModel colors = image.getColorModel();
    boolean grey =
        !(colors instanceof IndexColorModel)
            && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    if (grey) {
      greyRow(image.getRaster(), colors, y, row);
    } else {
      colorRow(image, y, row);
    }
  }

  private static void colorRow(BufferedImage image, int y, float[] row) {
    int[] pixels = image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth());
    for (int x = 0; x < pixels.length; x++) {
      float alpha = (pixels[x] >>> 24) / 255f;
      for (int c = 0; c < 3; c++) {
        row[3 * x + c] = overWhite((pixels[x] >> (16 - 8 * c)) & 0xFF, alpha);
      }
    }
  }

  /** Stored values as they are: Java takes grey for linear light and would brighten it. */
  private static void greyRow(Raster raster, ColorModel colors, int y, float[] row) {
    int width = raster.getWidth();
    float scale = 255f / ((1 << colors.getComponentSize(0)) - 1);
    int[] grey =
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, (int[]) null);
    int[] alpha =
        colors.hasAlpha()
            ? raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, (int[]) null)
            : null;
    for (int x = 0; x < width; x++) {
      float opacity =
          alpha == null ? 1 : alpha[x] / (float) ((1 << colors.getComponentSize(1)) - 1);
      float value = overWhite(grey[x] * scale, opacity);
      for (int c = 0; c < 3; c++) {
        row[3 * x + c] = value;
      }
    }
  }

  private static float overWhite(float value, float alpha) {
    return alpha * value + (1 - alpha) * 255;
  }
}
