package org.rank1.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads the orientation out of EXIF data, a TIFF structure (TIFF 6.0, section 2). */
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;

  private ExifOrientation() {}

  /** The orientation, or empty if the data are no EXIF or do not say; as viewers do. */
  static Optional<Orientation> in(byte[] tiff) {
    try {
      ByteBuffer data = ByteBuffer.wrap(tiff);
      int order = data.getShort();
      if (order != 0x4949 && order != 0x4D4D) {
        return Optional.empty();
      }
      data.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      if (data.getShort() != 42) {
        return Optional.empty();
      }
      data.position(data.getInt());
      for (int entries = data.getShort() & 0xFFFF; entries > 0; entries--) {
        int tag = data.getShort() & 0xFFFF;
        int type = data.getShort();
        int count = data.getInt();
        int value = data.getShort();
        data.getShort();
        if (tag == TAG) {
          boolean legal = type == SHORT && count == 1 && value >= 1 && value <= 8;
          return legal ? Optional.of(new Orientation(value)) : Optional.empty();
        }
      }
      return Optional.empty();
    } catch (BufferUnderflowException | IllegalArgumentException e) { // an offset outside the data
      return Optional.empty();
    }
  }
}
