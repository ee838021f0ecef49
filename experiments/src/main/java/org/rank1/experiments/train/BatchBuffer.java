package org.rank1.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.rank1.network.FeatureShape;

/**
 * Memory of Java for one batch, filled again and again. What it gives to the engine is copied, so
 * it may be filled anew as soon as the arrays are there.
 */
final class BatchBuffer {
  private final FeatureShape shape;
  private final ByteBuffer pixels;
  private final ByteBuffer labels;
  private int count;

  /**
   * Holds so many images at most.
   *
   * @param shape of an image
   */
  BatchBuffer(FeatureShape shape, int capacity) {
    this.shape = shape;
    this.pixels = direct(Math.multiplyExact(Math.multiplyExact(capacity, shape.size()), 4));
    this.labels = direct(Math.multiplyExact(capacity, 8));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Takes over a batch.
   *
   * @param values normalized pixels, channels last
   * @param classes one label for each image
   */
  void fill(float[] values, long[] classes) {
    count = classes.length;
    pixels.asFloatBuffer().put(values, 0, Math.multiplyExact(count, shape.size()));
    labels.asLongBuffer().put(classes);
  }

  /** Images in the batch. */
  int count() {
    return count;
  }

  /**
   * The images, {@code [N, C, spatial...]}, with channels-last strides: convolutions keep that
   * layout and are faster in it.
   */
  NDArray images(NDManager manager) {
    int axes = shape.spatial().size();
    long[] channelsLast =
        LongStream.concat(
                LongStream.concat(
                    LongStream.of(count), shape.spatial().stream().mapToLong(size -> size)),
                LongStream.of(shape.channels()))
            .toArray();
    int[] channelsFirst =
        IntStream.concat(IntStream.of(0, axes + 1), IntStream.rangeClosed(1, axes)).toArray();
    return copy(pixels, new Shape(channelsLast), DataType.FLOAT32, manager)
        .transpose(channelsFirst);
  }

  /** The labels, {@code [N]} as 64-bit integers. */
  NDArray labels(NDManager manager) {
    return copy(labels, new Shape(count), DataType.INT64, manager);
  }

  private static NDArray copy(ByteBuffer memory, Shape shape, DataType type, NDManager manager) {
    int bytes = Math.toIntExact(shape.size()) * type.getNumOfBytes();
    try (NDArray borrowed =
        manager.create(memory.slice(0, bytes).order(ByteOrder.nativeOrder()), shape, type)) {
      return borrowed.duplicate();
    }
  }
}
