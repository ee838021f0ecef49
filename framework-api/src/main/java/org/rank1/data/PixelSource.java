package org.rank1.data;

/**
 * Gives the bytes of images: from memory, or from files that are decoded when they are asked for.
 */
@FunctionalInterface
public interface PixelSource {
  /**
   * Copies one image, channels last: {@code [spatial..., C]}. The same image has the same bytes
   * whenever it is asked for, from any thread.
   *
   * @param image its number, from 0
   * @param target receives its bytes
   * @param offset where they begin
   * @throws org.rank1.io.InvalidInputException if it cannot be read any more
   */
  void read(int image, byte[] target, int offset);
}
