package org.rank1.experiments.data;

import java.util.List;

/**
 * The content of an IDX file of unsigned bytes.
 *
 * @param name the file, for errors
 * @param shape extents, outermost first
 * @param data live, not copied: the bytes, the last axis fastest
 */
@SuppressWarnings("ArrayRecordComponent") // large and shared on purpose; equality is not used
record IdxArray(String name, List<Integer> shape, byte[] data) {

  /** The byte of the uncompressed file at which the data begin. */
  int headerSize() {
    return headerSize(shape.size());
  }

  /** The size of the header of a file with that many dimensions. */
  static int headerSize(int dimensions) {
    return 4 + 4 * dimensions;
  }

  /** The magic number of a file of unsigned bytes with that many dimensions. */
  static int magic(int dimensions) {
    return 0x0800 | dimensions;
  }
}
