package org.rank1.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * A PNG or JPEG file, whose pixels become a network's input.
 *
 * <p>Transparent pixels are laid over white, as viewers show them. Grey is Rec. 601 luma, {@code
 * 0.299 R + 0.587 G + 0.114 B}, of the stored values; a grey image gives equal red, green and blue.
 * The image is turned upright as its EXIF orientation says. Another size than the network wants is
 * reached as {@link Resize} says, with linear interpolation, see {@link Resampling}.
 */
public final class ImageFile {
  /** The most pixels that are decoded, 32 Mi; what a file declares is looked at first. */
  static final long MAX_PIXELS = 1L << 25;

  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  /** What a decoder only warns of, and then makes up what is missing. */
  private static final Pattern DAMAGE =
      Pattern.compile("truncated|premature|corrupt", Pattern.CASE_INSENSITIVE);

  private final Path file;
  private final int storedHeight;
  private final int storedWidth;
  private final ImageHeader header;

  private ImageFile(Path file, int storedHeight, int storedWidth, ImageHeader header) {
    this.file = file;
    this.storedHeight = storedHeight;
    this.storedWidth = storedWidth;
    this.header = header;
  }

  /**
   * Opens a file and reads how large it is; nothing is decoded.
   *
   * @throws InvalidInputException if it is missing, no image or too large, naming it
   */
  public static ImageFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("There is no image \"%s\".".formatted(file));
    }
    return decode(
        file,
        reader -> {
          long height = reader.getHeight(0);
          long width = reader.getWidth(0);
          if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
            throw refused(
                file,
                "declares %d×%d pixels (height × width), must have at least 1 and at most %d in all"
                    .formatted(height, width, MAX_PIXELS));
          }
          return new ImageFile(file, (int) height, (int) width, ImageHeader.of(file));
        });
  }

  /** Rows of the upright image. */
  public int height() {
    return header.orientation().swapsAxes() ? storedWidth : storedHeight;
  }

  /** Columns of the upright image. */
  public int width() {
    return header.orientation().swapsAxes() ? storedHeight : storedWidth;
  }

  /** The EXIF orientation by which the image is turned, or empty if it is upright as stored. */
  public OptionalInt turned() {
    return header.orientation().equals(Orientation.UPRIGHT)
        ? OptionalInt.empty()
        : OptionalInt.of(header.orientation().value());
  }

  /**
   * Reads the pixels.
   *
   * @param shape one or three channels, two spatial axes: height and width
   * @return bytes, channels last: {@code [H, W, C]}
   * @throws InvalidInputException as {@link #readInto}
   */
  public byte[] read(FeatureShape shape, Resize resize) {
    byte[] pixels = new byte[shape.size()];
    readInto(shape, resize, pixels, 0);
    return pixels;
  }

  /**
   * Reads the pixels, channels last.
   *
   * @param shape one or three channels, two spatial axes: height and width
   * @param target receives {@code [H, W, C]} bytes
   * @throws InvalidInputException if the file is damaged or cut short, has another size and that is
   *     not allowed, or the shape is not that of an image
   */
  public void readInto(FeatureShape shape, Resize resize, byte[] target, int offset) {
    requireImage(shape);
    int height = shape.spatial().get(0);
    int width = shape.spatial().get(1);
    if (resize == Resize.NONE && (height != height() || width != width())) {
      throw refused(
          file,
          "is %d×%d (height × width), must be %d×%d, unless dataset.resize is stretch or crop"
              .formatted(height(), width(), height, width));
    }
    Orientation orientation = header.orientation();
    FeatureShape stored =
        orientation.swapsAxes() ? FeatureShape.of(shape.channels(), width, height) : shape;
    Resampling resampling = Resampling.of(storedHeight, storedWidth, stored, resize == Resize.CROP);
    byte[] pixels = decode(file, reader -> resampling.apply(rows(reader)));
    orientation.copy(pixels, height, width, shape.channels(), target, offset);
  }

  /**
   * Refuses a shape that no image file has.
   *
   * @throws InvalidInputException naming it
   */
  public static void requireImage(FeatureShape shape) {
    if (shape.spatial().size() != 2 || (shape.channels() != 1 && shape.channels() != 3)) {
      throw new InvalidInputException(
          "Image files have 1 or 3 channels and two spatial axes, the model takes %s."
              .formatted(shape));
    }
  }

  private Resampling.RowReader rows(ImageReader reader) throws IOException {
    return header.ink() ? Rows.ofInk(reader.readRaster(0, null), header) : Rows.of(reader.read(0));
  }

  /**
   * Works with a decoder.
   *
   * @param <T> what comes of it
   */
  private interface Decoding<T> {
    T with(ImageReader reader) throws IOException;
  }

  private static <T> T decode(Path file, Decoding<T> decoding) {
    // A stream on the file itself: the registry's own choice may copy everything to a cache first.
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      ImageReader reader = reader(file, in);
      try {
        reader.setInput(in, true, true);
        reader.addIIOReadWarningListener(
            (source, warning) -> {
              if (DAMAGE.matcher(warning).find()) {
                throw new IllegalArgumentException(warning);
              }
            });
        return decoding.with(reader);
      } finally {
        reader.dispose();
      }
    } catch (InvalidInputException refused) {
      throw refused;
    } catch (IOException | RuntimeException e) { // broken files make the platform throw anything
      throw new InvalidInputException(
          "The image \"%s\" is broken: %s.".formatted(file, reason(e)), e);
    }
  }

  private static ImageReader reader(Path file, ImageInputStream in) {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(format(reader))) {
        return reader;
      }
      reader.dispose();
    }
    throw refused(file, "is neither PNG nor JPEG, whatever its name says");
  }

  private static String format(ImageReader reader) {
    try {
      return reader.getFormatName().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      return "";
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("").replaceAll("[.!]$", "");
  }

  private static InvalidInputException refused(Path file, String what) {
    return new InvalidInputException("The image \"%s\" %s.".formatted(file, what));
  }
}
