package org.rank1.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the platform's decoders do not tell of a file: its orientation, and whether a JPEG is of
 * ink, which they take for red, green, blue and transparency, or do not read at all.
 *
 * @param orientation how its rows and columns lie
 * @param ink whether it is a JPEG of four channels: cyan, magenta, yellow and black
 * @param adobe whether a JPEG has Adobe's marker, so that its four channels hold 255 less ink
 * @param transform Adobe's color transform: 2 if the first three of four channels are YCbCr
 */
record ImageHeader(Orientation orientation, boolean ink, boolean adobe, int transform) {
  private static final long PNG = 0x89504E470D0A1A0AL;
  private static final int PNG_EXIF = 0x65584966;
  private static final int JPEG_START = 0xD8;
  private static final int JPEG_SCAN = 0xDA;
  private static final int JPEG_EXIF = 0xE1;
  private static final int JPEG_ADOBE = 0xEE;

  /** More is no orientation, whatever the file says. */
  private static final int MOST_EXIF = 1 << 20;

  private static final String EXIF = "Exif\0\0";
  private static final String ADOBE = "Adobe";

  private static final ImageHeader PLAIN = new ImageHeader(Orientation.UPRIGHT, false, false, 0);

  /** Reads a file. What is broken in it is left to the decoder to refuse. */
  static ImageHeader of(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.mark(Long.BYTES);
      long start = in.readLong();
      if (start == PNG) {
        return png(in);
      }
      in.reset();
      if (in.readUnsignedByte() == 0xFF && in.readUnsignedByte() == JPEG_START) {
        return new Jpeg().header(in);
      }
      return PLAIN;
    } catch (EOFException tooShort) {
      return PLAIN;
    }
  }

  private static ImageHeader png(DataInputStream in) throws IOException {
    try {
      while (true) {
        int length = in.readInt();
        int type = in.readInt();
        if (type == PNG_EXIF && length >= 0 && length <= MOST_EXIF) {
          return new ImageHeader(
              ExifOrientation.in(in.readNBytes(length)).orElse(Orientation.UPRIGHT),
              false,
              false,
              0);
        }
        in.skipNBytes((length & 0xFFFFFFFFL) + Integer.BYTES);
      }
    } catch (EOFException end) {
      return PLAIN;
    }
  }

  /** Goes through the segments before the first scan. */
  private static final class Jpeg {
    private Orientation orientation = Orientation.UPRIGHT;
    private int channels;
    private boolean adobe;
    private int transform;

    ImageHeader header(DataInputStream in) throws IOException {
      try {
        for (int marker = marker(in); marker != JPEG_SCAN; marker = marker(in)) {
          byte[] segment = in.readNBytes(Math.max(0, in.readUnsignedShort() - 2));
          if (marker == JPEG_EXIF && startsWith(segment, EXIF)) {
            byte[] tiff = new byte[segment.length - EXIF.length()];
            System.arraycopy(segment, EXIF.length(), tiff, 0, tiff.length);
            orientation = ExifOrientation.in(tiff).orElse(orientation);
          } else if (marker == JPEG_ADOBE && startsWith(segment, ADOBE) && segment.length >= 12) {
            adobe = true;
            transform = segment[11];
          } else if (isFrame(marker) && segment.length >= 6) {
            channels = segment[5];
          }
        }
      } catch (EOFException end) { // the decoder will say so
        return new ImageHeader(orientation, channels == 4, adobe, transform);
      }
      return new ImageHeader(orientation, channels == 4, adobe, transform);
    }

    /** SOF0 to SOF15; what lies between them are tables. */
    private static boolean isFrame(int marker) {
      return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static int marker(DataInputStream in) throws IOException {
      int value = in.readUnsignedByte();
      while (value != 0xFF) {
        value = in.readUnsignedByte();
      }
      while (value == 0xFF) { // any number of fill bytes
        value = in.readUnsignedByte();
      }
      return value;
    }

    private static boolean startsWith(byte[] segment, String text) {
      byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
      return segment.length >= start.length
          && Arrays.equals(segment, 0, start.length, start, 0, start.length);
    }
  }
}
