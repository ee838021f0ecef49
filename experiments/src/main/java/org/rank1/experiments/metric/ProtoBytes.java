package org.rank1.experiments.metric;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of one message of protocol buffers: the few kinds of fields that an event file has, written
 * here so that the messages' library stays with the exporter.
 */
final class ProtoBytes {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtoBytes varint(int field, long value) {
    tag(field, VARINT);
    raw(value);
    return this;
  }

  ProtoBytes real(int field, double value) {
    tag(field, FIXED_64);
    fixed(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  ProtoBytes real(int field, float value) {
    tag(field, FIXED_32);
    fixed(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  ProtoBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoBytes message(int field, ProtoBytes value) {
    return bytes(field, value.toBytes());
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private ProtoBytes bytes(int field, byte[] value) {
    tag(field, LENGTH);
    raw(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void tag(int field, int kind) {
    raw(((long) field << 3) | kind);
  }

  private void raw(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
  }

  /** So many bytes, the lowest first. */
  private void fixed(long bits, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (bits >>> (8 * i)) & 0xFF);
    }
  }
}
