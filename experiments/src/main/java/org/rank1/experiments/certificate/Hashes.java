package org.rank1.experiments.certificate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.provenance.Sha256;

/** Hashes of what models are fed, and what a hash looks like. */
final class Hashes {
  private static final int AT_ONCE = 1 << 14;

  private Hashes() {}

  /**
   * SHA-256 over tensors: of each its number of extents, its extents, and its values, all as 32-bit
   * little-endian numbers.
   */
  static String of(List<FloatTensor> tensors) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * AT_ONCE).order(ByteOrder.LITTLE_ENDIAN);
    for (FloatTensor tensor : tensors) {
      buffer.putInt(tensor.order());
      tensor.shape().forEach(buffer::putInt);
      for (float value : tensor.data()) {
        if (buffer.remaining() < Float.BYTES) {
          digest.update(buffer.flip());
          buffer.clear();
        }
        buffer.putFloat(value);
      }
      digest.update(buffer.flip());
      buffer.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Refuses what is no SHA-256. */
  static void require(String key, String hash) {
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at %s, must be a SHA-256 of 64 digits 0-9 and a-f."
              .formatted(hash, key));
    }
  }
}
