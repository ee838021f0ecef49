package org.rank1.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * An array apart from any engine, bit for bit.
 *
 * @param type of its elements
 * @param shape no axes for a number
 * @param bytes row-major, in the byte order of the machine; live, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // large; equality is not used
record SavedArray(DataType type, List<Long> shape, byte[] bytes) {

  /** Checks that there are as many bytes as elements need. */
  SavedArray {
    shape = List.copyOf(shape);
    if (bytes.length != size(shape) * type.getNumOfBytes()) {
      throw new IllegalArgumentException(
          "%d bytes for an array of %s %s".formatted(bytes.length, shape, type));
    }
  }

  /** The number of elements of a shape. */
  private static long size(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** A copy of an array. */
  static SavedArray of(NDArray array) {
    ByteBuffer buffer = array.toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new SavedArray(
        array.getDataType(), LongStream.of(array.getShape().getShape()).boxed().toList(), bytes);
  }

  /** Copies of arrays. */
  static Map<String, SavedArray> all(Map<String, NDArray> arrays) {
    Map<String, SavedArray> copies = new LinkedHashMap<>();
    arrays.forEach((name, array) -> copies.put(name, of(array)));
    return copies;
  }

  /** The array in the engine. */
  NDArray in(NDManager owner) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
    direct.put(bytes).flip();
    Shape dimensions = new Shape(shape.stream().mapToLong(Long::longValue).toArray());
    try (NDArray borrowed = owner.create(direct, dimensions, type)) {
      return borrowed.duplicate();
    }
  }

  /** The arrays in the engine. */
  static Map<String, NDArray> all(Map<String, SavedArray> arrays, NDManager owner) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    arrays.forEach((name, array) -> copies.put(name, array.in(owner)));
    return copies;
  }
}
