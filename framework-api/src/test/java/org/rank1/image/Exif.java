package org.rank1.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Puts an orientation into image files. */
final class Exif {
  private static final int AFTER_HEADER = 8 + 25;

  private Exif() {}

  /** A TIFF structure whose only entry is the orientation. */
  static byte[] orientation(int value, boolean littleEndian) {
    ByteBuffer tiff = ByteBuffer.allocate(26);
    tiff.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    tiff.putShort((short) (littleEndian ? 0x4949 : 0x4D4D)).putShort((short) 42).putInt(8);
    tiff.putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) value);
    return tiff.array();
  }

  /** A PNG file with a chunk eXIf after its header. */
  static byte[] inPng(byte[] png, byte[] exif) {
    ByteBuffer file = ByteBuffer.allocate(png.length + 12 + exif.length);
    file.put(png, 0, AFTER_HEADER).putInt(exif.length);
    byte[] type = "eXIf".getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(exif);
    file.put(type).put(exif).putInt((int) crc.getValue());
    return file.put(png, AFTER_HEADER, png.length - AFTER_HEADER).array();
  }

  /** A JPEG file with EXIF data in its first segment. */
  static byte[] inJpeg(byte[] jpeg, byte[] exif) {
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 10 + exif.length);
    file.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (8 + exif.length));
    file.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1)).put(exif);
    return file.put(jpeg, 2, jpeg.length - 2).array();
  }
}
