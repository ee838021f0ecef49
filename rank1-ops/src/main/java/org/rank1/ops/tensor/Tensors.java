package org.rank1.ops.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.rank1.filter.FloatTensor;

/** Copies between engine-free tensors and the engine's arrays. */
public final class Tensors {
  private Tensors() {}

  /** The engine's word for a shape. */
  public static Shape shape(List<Integer> extents) {
    return new Shape(extents.stream().mapToLong(Integer::longValue).toArray());
  }

  /** The extents of a shape. */
  public static List<Integer> extents(Shape shape) {
    return Arrays.stream(shape.getShape()).mapToObj(Math::toIntExact).toList();
  }

  /**
   * A copy on the manager's device, in memory of the engine. An array that the engine makes from
   * Java's floats borrows Java's buffer, whose address, and with it the rounding of some kernels,
   * differs from run to run.
   */
  public static NDArray copyOf(FloatTensor tensor, NDManager manager) {
    return GradientMode.unrecorded(
        () -> {
          try (NDArray borrowed = manager.create(tensor.data(), shape(tensor.shape()))) {
            return borrowed.duplicate();
          }
        });
  }

  /** An engine-free copy of an array of floats, row-major whatever its strides are. */
  public static FloatTensor copyOf(NDArray array) {
    return FloatTensor.of(extents(array.getShape()), array.toFloatArray());
  }

  /** Overwrites the values of a live parameter, which stays the same array. */
  public static void assignInPlace(NDArray target, NDArray value) {
    GradientMode.unrecorded(() -> target.set(new NDIndex(":"), value));
  }

  /**
   * An array seen under another shape, owned by another manager. What is computed from the view
   * then belongs to that manager too, although the array itself lives longer.
   */
  public static NDArray view(NDArray array, Shape shape, NDManager owner) {
    NDArray view = array.reshape(shape);
    view.attach(owner);
    return view;
  }
}
