package org.rank1.filter;

import java.util.List;

/**
 * Name and shape of a tensor that a layer or a filter form learns.
 *
 * @param name the tensor's role within its owner, for example {@code t} or {@code bias}
 * @param shape extents, outermost first
 */
public record TensorSpec(String name, List<Integer> shape) {

  /** Copies the shape. */
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public long size() {
    return FloatTensor.sizeOf(shape);
  }
}
