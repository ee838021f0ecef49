package org.rank1.data;

/**
 * Images held in memory, one after the other.
 *
 * @param pixels live, not copied
 * @param size bytes of one image
 */
@SuppressWarnings("ArrayRecordComponent") // large and shared on purpose; equality is not used
record MemoryPixels(byte[] pixels, int size) implements PixelSource {
  @Override
  public void read(int image, byte[] target, int offset) {
    System.arraycopy(pixels, Math.multiplyExact(image, size), target, offset, size);
  }
}
