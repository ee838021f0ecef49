package org.rank1.filter;

import java.util.Arrays;
import java.util.List;

/**
 * A dense, row-major tensor of 32-bit floats, free of any engine.
 *
 * <p>The values are held in one array that is <em>not</em> copied: {@link #data()} is the live
 * array.
 */
public final class FloatTensor {
  private final List<Integer> shape;
  private final float[] data;

  private FloatTensor(List<Integer> shape, float[] data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor over the given values.
   *
   * @throws IllegalArgumentException if the number of values is not the product of the shape
   */
  public static FloatTensor of(List<Integer> shape, float[] data) {
    int size = sizeOf(shape);
    if (data.length != size) {
      throw new IllegalArgumentException(
          "A tensor of shape " + shape + " has " + size + " values, not " + data.length);
    }
    return new FloatTensor(List.copyOf(shape), data);
  }

  /** A tensor of zeros. */
  public static FloatTensor zeros(List<Integer> shape) {
    return new FloatTensor(List.copyOf(shape), new float[sizeOf(shape)]);
  }

  /** A tensor of zeros. */
  public static FloatTensor zeros(Integer... shape) {
    return zeros(List.of(shape));
  }

  /** A tensor with every element the same. */
  public static FloatTensor filled(List<Integer> shape, float value) {
    FloatTensor tensor = zeros(shape);
    Arrays.fill(tensor.data, value);
    return tensor;
  }

  /**
   * The number of elements of a shape.
   *
   * @throws IllegalArgumentException if an extent is negative or the product exceeds {@code int}
   */
  public static int sizeOf(List<Integer> shape) {
    long size = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("Illegal extent " + extent + " in shape " + shape);
      }
      size = Math.multiplyExact(size, (long) extent);
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "Shape " + shape + " has more than " + Integer.MAX_VALUE + " elements");
      }
    }
    return (int) size;
  }

  /** The extents, outermost first. */
  public List<Integer> shape() {
    return shape;
  }

  /** The number of modes. */
  public int order() {
    return shape.size();
  }

  /** The number of elements. */
  public int size() {
    return data.length;
  }

  /** The live values, row-major. */
  public float[] data() {
    return data;
  }

  /** The element at a multi-index. */
  public float get(int... index) {
    return data[offset(index)];
  }

  private int offset(int... index) {
    if (index.length != shape.size()) {
      throw new IllegalArgumentException(
          "Index " + Arrays.toString(index) + " does not match shape " + shape);
    }
    int offset = 0;
    for (int mode = 0; mode < index.length; mode++) {
      if (index[mode] < 0 || index[mode] >= shape.get(mode)) {
        throw new IndexOutOfBoundsException(
            "Index " + Arrays.toString(index) + " lies outside shape " + shape);
      }
      offset = offset * shape.get(mode) + index[mode];
    }
    return offset;
  }

  /** The same values (not copied) under another shape. */
  public FloatTensor reshape(List<Integer> newShape) {
    return of(newShape, data);
  }

  /** A copy with values of its own. */
  public FloatTensor copy() {
    return new FloatTensor(shape, data.clone());
  }

  /** The Frobenius norm, accumulated in double precision. */
  public double norm() {
    double sum = 0;
    for (float value : data) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** Equal shapes and bit-identical values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FloatTensor that
        && shape.equals(that.shape)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "FloatTensor" + shape;
  }
}
